"""What a member's entries come to: recounted from them in the transaction of each posting."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
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


def write_head(member_id: ObjectId, facts: HeadFacts) -> None:
    """The same of one member, whose entries were counted already; her head is locked."""
    collection(MemberPoints).update_one(
        {"_id": member_id}, {"$set": stored_facts(facts)}, session=current_session()
    )


def with_entries(facts: HeadFacts, added: Iterable[PointsEntry]) -> HeadFacts:
    """What entries come to with these beside them; none of them is of points that end."""
    for entry in added:
        points, held = entry.points, entry.day + timedelta(entry.hold_days)
        free_from = max(facts.free_from or held, held) if entry.hold_days > 0 else facts.free_from
        facts = HeadFacts(
            entry.sequence,
            facts.balance + points,
            facts.earned + (points if entry.reason in EARNED else 0),
            facts.spent - (points if entry.reason in SPENT else 0),
            facts.expired - (points if entry.reason in EXPIRED else 0),
            free_from,
        )
    return facts


def counted_heads(member_ids: Collection[ObjectId]) -> Iterator[tuple[ObjectId, HeadFacts]]:
    """By member with any entries what they come to."""
    match = {"$match": {"member_id": {"$in": list(member_ids)}}}
    for row in aggregate(PointsEntry, [match, {"$group": {"_id": {"pk": "$member_id"}, **SUMS}}]):
        ends = row.pop("last_day")
        pk, free_from = row.pop("pk"), row.pop("free_from")
        next_end = lots_of(pk).next_end() if ends else None
        yield pk, HeadFacts(free_from=_day(free_from), next_end=next_end, **row)


def summed_facts(row: dict[str, Any]) -> HeadFacts:
    """What a group of entries comes to that was summed by SUMS; none of them is of points that
    end."""
    sums = {name: row[name] for name in ("entries", "balance", "earned", "spent", "expired")}
    return HeadFacts(**sums, free_from=_day(row["free_from"]))


def both(one: HeadFacts, other: HeadFacts) -> HeadFacts:
    """What two groups of such entries come to."""
    days = [day for day in (one.free_from, other.free_from) if day]
    return HeadFacts(
        max(one.entries, other.entries),
        one.balance + other.balance,
        one.earned + other.earned,
        one.spent + other.spent,
        one.expired + other.expired,
        max(days, default=None),
    )


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


_HELD = {"$dateAdd": {"startDate": "$day", "unit": "day", "amount": "$hold_days"}}
# What is summed over the entries of a head.
SUMS: dict[str, Any] = {
    # The last one's: a number is given once, whatever has become of its entry.
    "entries": {"$max": "$sequence"},
    "balance": {"$sum": "$points"},
    "earned": _sum_of(EARNED, 1),
    "spent": _sum_of(SPENT, -1),
    "expired": _sum_of(EXPIRED, -1),
    "free_from": {"$max": {"$cond": [{"$gt": ["$hold_days", 0]}, _HELD, None]}},
    "last_day": {"$max": "$last_day"},
}
