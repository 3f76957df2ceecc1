"""Entries beside purchases: what those of challenges, adjustments and merges should come to (LP-2).

Redemptions have a proof of their own (loyalty/rewards/proof.py).
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from bson import ObjectId
from django.db.models import Q

from loyalty.models import (
    Achievement,
    AchievementSort,
    AdjustmentState,
    MemberMerge,
    PointsAdjustment,
)
from loyalty.points.ledger.heads import counted_heads
from loyalty.points.ledger.posting import posted_for
from loyalty.points.ledger.sources import ADJUSTMENT, CHALLENGE, MERGE

BESIDE = (CHALLENGE, ADJUSTMENT, MERGE)
# By member and source.
Sums = dict[tuple[ObjectId, str], int]


class WrongSum(NamedTuple):
    """What a member's entries for a source come to, and what they should."""

    member_id: ObjectId
    source: str
    found: int
    expected: int


def wrong_beside(member_ids: Collection[ObjectId]) -> Iterator[WrongSum]:
    """Every such source of these members that was not posted what it should be."""
    found, ids = _posted(member_ids), set(member_ids)
    expected = _challenges(ids) | _adjustments(ids)
    expected |= {key: points for key, points in _merges(ids).items() if key[0] in ids}
    for key in sorted(found.keys() | expected.keys()):
        if found.get(key, 0) != expected.get(key, 0):
            yield WrongSum(*key, found.get(key, 0), expected.get(key, 0))


def _posted(member_ids: Collection[ObjectId]) -> Sums:
    return {
        (pk, source): posted.points
        for pk, theirs in posted_for(member_ids).items()
        for source, posted in theirs.items()
        if source.startswith(BESIDE)
    }


def _challenges(member_ids: Collection[ObjectId]) -> Sums:
    """Each that a member has, in each period."""
    held = Achievement.objects.filter(
        member_id__in=member_ids, sort=AchievementSort.CHALLENGE, is_held=True
    )
    rows = held.values_list("member_id", "key", "points")
    return {(pk, f"{CHALLENGE}{key.replace('|', ':')}"): points for pk, key, points in rows}


def _adjustments(member_ids: Collection[ObjectId]) -> Sums:
    """Each that was confirmed, or needed no second admin."""
    posted = PointsAdjustment.objects.filter(member_id__in=member_ids, state=AdjustmentState.POSTED)
    rows = posted.values_list("member_id", "pk", "points")
    return {(member_id, f"{ADJUSTMENT}{pk}"): points for member_id, pk, points in rows}


def _merges(member_ids: Collection[ObjectId]) -> Sums:
    """Each that stands: a pair of entries that brings who was merged to exactly 0 (LM-14)."""
    ids = list(member_ids)
    standing = MemberMerge.objects.filter(is_undone=False)
    merges = list(standing.filter(Q(from_member_id__in=ids) | Q(into_member_id__in=ids)))
    gone = {merged.from_member_id for merged in merges}
    balances = {pk: head.balance for pk, head in counted_heads(gone)}
    return _pairs(merges, _posted(gone), balances) if merges else {}


def _pairs(merges: Collection[MemberMerge], posted: Sums, balances: Mapping[ObjectId, int]) -> Sums:
    pairs: Sums = {}
    for merged in merges:
        source, pk = f"{MERGE}{merged.pk}", merged.from_member_id
        taken = posted.get((pk, source), 0) - balances.get(pk, 0)
        pairs |= {(pk, source): taken, (merged.into_member_id, source): -taken}
    return pairs
