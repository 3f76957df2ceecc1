"""Members whom a newer registry has no more: marked, counted and listed, never deleted (LI-15)."""

from typing import Any

from bson import ObjectId

from crm.audit.record import note_changes
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from loyalty.models import ImportBatch, Member, Programme

MEMBERS_AT_ONCE = 1_000


def mark_missing(batch: ImportBatch) -> int:
    """Mark all whom earlier registries had and this one has not; how many."""
    marked = 0
    while ids := _unmarked(batch):
        _mark(batch, ids)
        marked += len(ids)
    return marked


def missing_members(programme: Programme) -> dict[str, Any]:
    """What a stored member matches whom the last registry does not have."""
    return {"programme_id": programme.pk, "missing_since_batch": {"$ne": None}}


def _unmarked(batch: ImportBatch) -> list[ObjectId]:
    match = {
        "programme_id": batch.programme_id,
        "registry_batch": {"$gt": 0, "$lt": batch.number},
        "missing_since_batch": None,
    }
    rows = collection(Member).find(match, {"_id": True}, limit=MEMBERS_AT_ONCE)
    return [row["_id"] for row in rows]


@transactional
def _mark(batch: ImportBatch, ids: list[ObjectId]) -> None:
    mark = {"missing_since_batch": batch.number}
    collection(Member).update_many({"_id": {"$in": ids}}, {"$set": mark}, session=current_session())
    sides: dict[ObjectId, tuple[dict, dict]] = {pk: ({}, {"batch": batch.number}) for pk in ids}
    note_changes(Member, sides, "missing", by=batch.by)
