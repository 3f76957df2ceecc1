"""What a member's entries come to: recounted from them in the transaction of each posting."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple

from bson import ObjectId
from pymongo import UpdateOne

from crm.mongo.rows import aggregate, collection, current_session, midnight
from loyalty.models import MemberPoints, PointsEntry
from loyalty.points.ledger.stock import lots_of
from loyalty.rules.points.entries import EntryReason

EARNED = (
    EntryReason.OPENING,
    EntryReason.EARNED,
    EntryReason.REVERSED,
    EntryReason.EARNED_AGAIN,
    EntryReason.CORRECTED,
    EntryReason.CHALLENGE,
)
SPENT = (EntryReason.REDEEMED, EntryReason.REFUNDED)
EXPIRED = (EntryReason.EXPIRED, EntryReason.EXPIRY_RETURNED)


class HeadFacts(NamedTuple):
    """Everything of a head that follows from its entries."""

    entries: int = 0
    balance: int = 0
    earned: int = 0
    spent: int = 0
    expired: int = 0
    free_from: date | None = None
    next_end: date | None = None


def recount_heads(member_ids: Collection[ObjectId]) -> None:
    """Write what the entries of these members come to; their heads are locked."""
    counted = dict(counted_heads(member_ids))
    writes = [
        UpdateOne({"_id": pk}, {"$set": stored_facts(counted.get(pk, HeadFacts()))})
        for pk in member_ids
    ]
    if writes:
        collection(MemberPoints).bulk_write(writes, session=current_session())


def counted_heads(member_ids: Collection[ObjectId]) -> Iterator[tuple[ObjectId, HeadFacts]]:
    """By member with any entries what they come to."""
    held = {"$dateAdd": {"startDate": "$day", "unit": "day", "amount": "$hold_days"}}
    sums: dict[str, Any] = {
        # The last one's: a number is given once, whatever has become of its entry.
        "entries": {"$max": "$sequence"},
        "balance": {"$sum": "$points"},
        "earned": _sum_of(EARNED, 1),
        "spent": _sum_of(SPENT, -1),
        "expired": _sum_of(EXPIRED, -1),
        "free_from": {"$max": {"$cond": [{"$gt": ["$hold_days", 0]}, held, None]}},
        "last_day": {"$max": "$last_day"},
    }
    match = {"$match": {"member_id": {"$in": list(member_ids)}}}
    for row in aggregate(PointsEntry, [match, {"$group": {"_id": {"pk": "$member_id"}, **sums}}]):
        ends = row.pop("last_day")
        pk, free_from = row.pop("pk"), row.pop("free_from")
        next_end = lots_of(pk).next_end() if ends else None
        yield pk, HeadFacts(free_from=_day(free_from), next_end=next_end, **row)


def stored_facts(facts: HeadFacts) -> dict[str, Any]:
    """The facts as they are stored."""
    values = facts._asdict()
    for name in ("free_from", "next_end"):
        values[name] = midnight(values[name]) if values[name] else None
    return values


def read_facts(row: dict[str, Any]) -> HeadFacts:
    """What a stored head says."""
    values: dict[str, Any] = {name: row.get(name) for name in HeadFacts._fields}
    for name in ("free_from", "next_end"):
        values[name] = _day(values[name])
    return HeadFacts(**values)


def _sum_of(reasons: tuple[EntryReason, ...], sign: int) -> dict[str, Any]:
    is_one = {"$in": ["$reason", [reason.value for reason in reasons]]}
    return {"$sum": {"$cond": [is_one, {"$multiply": ["$points", sign]}, 0]}}


def _day(stored: Any) -> date | None:
    return stored.date() if stored else None
