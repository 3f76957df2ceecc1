"""Tiers and badges by the terms that have begun since the last night (LM-3, LP-15)."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from bson import ObjectId
from django.utils import timezone

from crm.audit.record import SYSTEM
from crm.mongo.transaction import transactional
from crm.registry.runs.nightly import NightlyStep
from loyalty.achievements.recount import recount_members
from loyalty.models import Member, Programme, ProgrammeVersion
from loyalty.points.ledger.locks import lock_heads
from loyalty.points.ledger.posting import Cause

AT_ONCE = 100
# A night that did not run is made up for by the next one.
NIGHTS = 2
NEW_TERMS = Cause("new terms", SYSTEM)


def recount_by_new_terms() -> NightlyStep:
    """Recount all members of each programme whose terms are new today or yesterday."""
    since = timezone.localdate() - timedelta(days=NIGHTS - 1)
    begun = ProgrammeVersion.objects.filter(
        valid_from__gte=since, valid_from__lte=timezone.localdate()
    )
    wanted = set(begun.values_list("programme_id", flat=True))
    count = sum(
        recount_everybody(each, NEW_TERMS) for each in Programme.objects.filter(pk__in=wanted)
    )
    line = f"Achievements: {count:,} members recounted by terms that have begun."
    return NightlyStep("loyalty achievements", {"members": count}, line)


def recount_everybody(programme: Programme, cause: Cause) -> int:
    """Recount all members of a programme, some at a time; how many they are."""
    count = 0
    for part in _members_in_parts(programme):
        _recount_part(programme, part, cause)
        count += len(part)
    return count


@transactional
def _recount_part(programme: Programme, member_ids: list[ObjectId], cause: Cause) -> None:
    lock_heads(programme, member_ids)
    recount_members(programme, member_ids, cause)


def _members_in_parts(programme: Programme) -> Iterator[list[ObjectId]]:
    ids = iter(Member.objects.filter(programme=programme).values_list("pk", flat=True))
    while part := list(islice(ids, AT_ONCE)):
        yield part
