"""Tiers that the calendar is about to take, told thirty days before (LP-16, LA-9)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from bson import ObjectId

from loyalty.achievements.bought import bought_by
from loyalty.models import Member, MemberNotice, MemberState, NoticeSort, Programme
from loyalty.notices.stored import store_once
from loyalty.points.earning.members import PostingFacts, facts_of
from loyalty.programmes.reads import versions_of
from loyalty.rules.achievements.windows import loss_ahead, windows_ahead
from loyalty.rules.programmes import Version

AT_ONCE = 100


def note_tier_losses(programme: Programme, today: date) -> int:
    """Tell each member what is missing to what she is about to lose, once; how many notices."""
    versions = versions_of(programme)
    if not windows_ahead(versions, today):
        return 0
    parts = _in_parts(programme)
    return sum(store_once(_losses(programme, part, versions, today)) for part in parts)


def _in_parts(programme: Programme) -> Iterator[list[ObjectId]]:
    active = Member.objects.filter(programme=programme, state=MemberState.ACTIVE)
    ids = iter(active.values_list("pk", flat=True))
    while part := list(islice(ids, AT_ONCE)):
        yield part


def _losses(
    programme: Programme, ids: Iterable[ObjectId], versions: Sequence[Version], today: date
) -> Iterator[MemberNotice]:
    known = PostingFacts(facts_of(list(ids)), list(versions))
    for bought in bought_by(programme, known):
        loss = loss_ahead(bought.purchases, versions, today, bought.openings)
        if loss is not None:
            yield MemberNotice(
                key=f"{bought.member.pk}:{loss.day}:{loss.tier}",
                programme=programme,
                member_id=bought.member.pk,
                sort=NoticeSort.TIER_LOSS,
                day=loss.day,
                tier=loss.tier,
                lower=loss.lower,
                missing=loss.missing,
            )
