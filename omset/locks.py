"""The per-staff lock, which each event writes first. The only writer of StaffLock."""

from collections.abc import Iterable
from datetime import datetime

from bson import ObjectId
from django.db import connection
from pymongo import ReturnDocument, UpdateOne

from omset.models import StaffLock


def lock_staff(staff_id: ObjectId) -> int:
    """Wait for, or collide with, the staff member's other events; which of their events this is.

    In a transaction: of two, one runs again. Outside: returns when those that had begun are over,
    and makes those that still look at an older state of the ledger run again.
    """
    head = _heads().find_one_and_update(
        {"_id": staff_id},
        {"$inc": {"events": 1}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
        session=connection.session,
    )
    return head["events"]


def next_sequence(staff_id: ObjectId) -> int:
    """Which of the staff member's events has lined up in this transaction, or was the last."""
    head = _heads().find_one({"_id": staff_id}, session=connection.session)
    return head["events"] if head else 0


def lock_everybody(staff_ids: Iterable[ObjectId]) -> None:
    """Do it for all of these at once: nobody's event stands half inside what follows."""
    steps = {"$inc": {"events": 1}}
    _heads().bulk_write(
        [UpdateOne({"_id": staff_id}, steps, upsert=True) for staff_id in staff_ids],
        ordered=False,
        session=connection.session,
    )


def mark_recount_due(staff_ids: Iterable[ObjectId], since: datetime) -> None:
    """Let the pages say that these people's numbers are being recounted."""
    marks = {"$max": {"recount_due_since": since}, "$setOnInsert": {"events": 0}}
    _heads().bulk_write(
        [UpdateOne({"_id": staff_id}, marks, upsert=True) for staff_id in staff_ids],
        ordered=False,
        session=connection.session,
    )


def recount_done(staff_id: ObjectId, since: datetime) -> None:
    """Take away the mark, unless somebody has put a later one in its place."""
    _heads().update_one(
        {"_id": staff_id, "recount_due_since": {"$lte": since}},
        {"$set": {"recount_due_since": None}},
        session=connection.session,
    )


def recount_due(staff_id: ObjectId | None = None) -> bool:
    """True while a bulk import's recount is still to come, so that a page can say so."""
    heads = StaffLock.objects.filter(recount_due_since__isnull=False)
    return (heads.filter(pk=staff_id) if staff_id else heads).exists()


def recounts_due() -> dict[ObjectId, datetime]:
    """Whose recount is still to come and since when, the longest wait first."""
    heads = StaffLock.objects.filter(recount_due_since__isnull=False)
    return dict(heads.order_by("recount_due_since").values_list("pk", "recount_due_since"))


def _heads():
    return connection.get_collection(StaffLock._meta.db_table)
