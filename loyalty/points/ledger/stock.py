"""A member's entries as the rules read them, and the lots that follow from them (LP-12)."""

from typing import Any

from bson import ObjectId
from pymongo import ASCENDING

from crm.mongo.rows import collection, current_session
from crm.mongo.unions import UnionPart
from loyalty.models import PointsEntry
from loyalty.rules.points.entries import Entry, EntryReason
from loyalty.rules.points.lots import Lots

FIELDS = {
    "_id": False,
    "points": True,
    "reason": True,
    "source": True,
    "day": True,
    "posted_on": True,
    "hold_days": True,
    "last_day": True,
    "cause": True,
}
# What changes whose a purchase is, and nothing of it.
OF_BUYERS = ("merge", "undo merge", "link", "unlink", "attach card", "detach card", "edit")


def lots_of(member_id: ObjectId) -> Lots:
    """The lots after everything that was posted so far."""
    return Lots.of(entries_of(member_id))


def entries_part(member_id: ObjectId) -> UnionPart:
    """What read_union() reads for Lots.of(), in the order of the posting."""
    steps: list[dict] = [
        {"$match": {"member_id": member_id}},
        {"$sort": {"sequence": ASCENDING}},
        {"$project": FIELDS},
    ]
    return UnionPart(PointsEntry._meta.db_table, steps)


def entries_of(member_id: ObjectId) -> list[Entry]:
    """All entries of a member, in the order of their posting."""
    rows = collection(PointsEntry).find(
        {"member_id": member_id},
        FIELDS,
        sort=[("sequence", ASCENDING)],
        session=current_session(),
    )
    return [as_entry(row) for row in rows]


def as_entry(row: dict[str, Any]) -> Entry:
    """A stored row, or its fields, as the rules have it."""
    return Entry(
        row["points"],
        EntryReason(row["reason"]),
        row["source"],
        row["day"].date(),
        row["posted_on"].date(),
        row["hold_days"],
        row["last_day"].date() if row["last_day"] else None,
        row.get("cause") in OF_BUYERS,
    )


def rule_entry(entry: PointsEntry) -> Entry:
    """An entry that is not stored yet, as the rules have it."""
    return Entry(
        entry.points,
        EntryReason(entry.reason),
        entry.source,
        entry.day,
        entry.posted_on,
        entry.hold_days,
        entry.last_day,
        entry.cause in OF_BUYERS,
    )
