"""Bringing entries and heads to what is expected: by further entries, never by an edit (LP-2).

Each step asks again under the heads that it has locked.
"""

from collections.abc import Iterable

from bson import ObjectId

from crm.mongo.transaction import transactional
from loyalty.models import Member, MemberMerge, Programme
from loyalty.points.beside import WrongSum, wrong_beside
from loyalty.points.earning.settling import settle_all
from loyalty.points.ledger.given import without_purchase
from loyalty.points.ledger.heads import recount_heads
from loyalty.points.ledger.locks import lock_heads
from loyalty.points.ledger.posting import Cause, Ledger
from loyalty.points.ledger.sources import CHALLENGE, MERGE, id_in
from loyalty.points.proof import wrong_heads, wrong_purchases
from loyalty.rules.points.entries import EntryReason


def repair_members(programme: Programme, ids: list[ObjectId], cause: Cause) -> set[ObjectId]:
    """Repair all but merges of these members; who was not right. Heads come first: the number of
    the next entry is theirs."""
    heads = {pk for pk, *_fact in wrong_heads(ids)}
    if heads:
        _recount(programme, sorted(heads))
    members = {each.member_id for each in wrong_purchases(programme, ids)}
    settle_all(programme, sorted(members), cause)
    beside = {each.member_id for each in _but_merges(wrong_beside(ids))}
    if beside:
        _post_beside(programme, sorted(beside), cause)
    return heads | members | beside


def repair_merges(programme: Programme, cause: Cause) -> set[ObjectId]:
    """Bring who was merged to exactly 0, and each pair of entries to nothing in sum; whose points
    were not so. In the order of the merges: what one has brought the next takes on."""
    merges = list(MemberMerge.objects.order_by("at", "sequence"))
    into = {merged.into_member_id for merged in merges}
    members = Member.objects.filter(pk__in=into, programme=programme)
    own = set(members.values_list("pk", flat=True))
    pairs = (_repair_pair(programme, each, cause) for each in merges if each.into_member_id in own)
    return set[ObjectId]().union(*pairs)


@transactional
def _recount(programme: Programme, ids: list[ObjectId]) -> None:
    lock_heads(programme, ids)
    recount_heads(ids)


@transactional
def _post_beside(programme: Programme, ids: list[ObjectId], cause: Cause) -> None:
    ledger = Ledger(programme, lock_heads(programme, ids), cause)
    _add(ledger, _but_merges(wrong_beside(ids)))
    ledger.store()


def _repair_pair(programme: Programme, merged: MemberMerge, cause: Cause) -> set[ObjectId]:
    ids = [merged.from_member_id, merged.into_member_id]
    return _post_pair(programme, merged, cause) if _of(merged, ids) else set()


@transactional
def _post_pair(programme: Programme, merged: MemberMerge, cause: Cause) -> set[ObjectId]:
    ids = sorted((merged.from_member_id, merged.into_member_id))
    ledger = Ledger(programme, lock_heads(programme, ids), cause)
    wrong = _of(merged, ids)
    _add(ledger, wrong)
    ledger.store()
    return {each.member_id for each in wrong}


def _of(merged: MemberMerge, ids: list[ObjectId]) -> list[WrongSum]:
    return [each for each in wrong_beside(ids) if each.source == f"{MERGE}{merged.pk}"]


def _but_merges(wrong: Iterable[WrongSum]) -> list[WrongSum]:
    """All that is not of one of the two whom a merge has made one."""
    every = list(wrong)
    ids = [id_in(each.source) for each in every if each.source.startswith(MERGE)]
    pairs = {
        (pk, f"{MERGE}{merged.pk}")
        for merged in MemberMerge.objects.filter(pk__in=ids)
        for pk in (merged.from_member_id, merged.into_member_id)
    }
    return [each for each in every if (each.member_id, each.source) not in pairs]


def _add(ledger: Ledger, wrong: Iterable[WrongSum]) -> None:
    for each in wrong:
        points = each.expected - each.found
        why = without_purchase(ledger.programme, points, ledger.today)
        ledger.add(each.member_id, each.source, points, _reason(each.source), why)


def _reason(source: str) -> EntryReason:
    if source.startswith(CHALLENGE):
        return EntryReason.CHALLENGE
    return EntryReason.MERGED if source.startswith(MERGE) else EntryReason.ADJUSTED
