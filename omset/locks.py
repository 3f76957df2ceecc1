"""The per-staff lock, which each event writes first. The only writer of StaffLock."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from bson import ObjectId
from pymongo import ReturnDocument, UpdateOne

from crm.audit.chain.heads import counting, hanging
from crm.audit.chain.linking import digest_for, hang_on
from crm.audit.models import Event
from crm.mongo.rows import aggregate, collection, current_session
from crm.mongo.transaction import has_collided
from omset.models import OmsetRecord, StaffLock


def lock_staff(staff_id: ObjectId, event: Event | None = None) -> int:
    """Wait for, or collide with, the staff member's other events; which of their events this is.

    `event` (unsaved) is what history will say of it: the same command hangs it on the staff
    member's chain (crm/audit/chain/), and it does not change any more.

    In a transaction: of two, one runs again. Outside: returns when those that had begun are over,
    and makes those that still look at an older state of the ledger run again.
    """
    lock = collection(StaffLock).find_one_and_update(
        {"_id": staff_id},
        counting(digest_for(event) if event else None),
        upsert=True,
        return_document=ReturnDocument.AFTER,
        session=current_session(),
    )
    # An upsert always answers with the row.
    row = cast(dict, lock)
    if event:
        hang_on(event, StaffLock, row)
    return row["events"]


def lock_after_collision(staff_id: ObjectId) -> int | None:
    """Before a verb reads anything: lock the staff member if it has collided before, else None.

    A transaction sees the ledger as of its first command. One that reads first collides with
    whoever commits before it comes to its lock, again and again: edits of eight threads took 28
    attempts each, up to 240. Alone, the lock with the event is one command less.
    """
    return lock_staff(staff_id) if has_collided() else None


def lock_owner_after_collision(record_id: ObjectId) -> int | None:
    """The same of whose deposit this is; None as well if there is no such deposit.

    Its owner never changes, so it is read outside the transaction.
    """
    if not has_collided():
        return None
    owner = collection(OmsetRecord).find_one({"_id": record_id}, {"staff_id": True})
    return lock_staff(owner["staff_id"]) if owner else None


def hang_on_lock(staff_id: ObjectId, event: Event) -> None:
    """Hang an event (unsaved) on the chain of who is locked already, by a command of its own.

    For a verb that has to have the lock before it knows what history will say.
    """
    row = collection(StaffLock).find_one_and_update(
        {"_id": staff_id},
        hanging(digest_for(event)),
        return_document=ReturnDocument.AFTER,
        session=current_session(),
    )
    hang_on(event, StaffLock, cast(dict, row))


def current_sequence(staff_id: ObjectId) -> int:
    """Which of the staff member's events has the lock in this transaction, or had it last."""
    lock = collection(StaffLock).find_one({"_id": staff_id}, session=current_session())
    return lock["events"] if lock else 0


def ledger_events() -> int:
    """How many events there have been, of everybody: whatever changes a deposit makes it more."""
    total = aggregate(StaffLock, [{"$group": {"_id": {}, "events": {"$sum": "$events"}}}])
    return total[0]["events"] if total else 0


def lock_everybody(staff_ids: Iterable[ObjectId]) -> None:
    """Do it for all of these at once: nobody's event stands half inside what follows."""
    count = {"$inc": {"events": 1}}
    locks = [UpdateOne({"_id": staff_id}, count, upsert=True) for staff_id in staff_ids]
    if locks:
        collection(StaffLock).bulk_write(locks, ordered=False, session=current_session())


def wait_for_everybody() -> None:
    """Outside of a transaction: whatever is being done to deposits has ended when this returns, or
    runs again and sees what was committed before."""
    lock_everybody(StaffLock.objects.values_list("pk", flat=True))


def mark_recount_due(staff_ids: Iterable[ObjectId], since: datetime) -> None:
    """Let the pages say that these people's numbers are being recounted."""
    marks = {"$max": {"recount_due_since": since}, "$setOnInsert": {"events": 0}}
    collection(StaffLock).bulk_write(
        [UpdateOne({"_id": staff_id}, marks, upsert=True) for staff_id in staff_ids],
        ordered=False,
        session=current_session(),
    )


def recount_done(staff_id: ObjectId, since: datetime) -> None:
    """Take away the mark, unless somebody has put a later one in its place."""
    collection(StaffLock).update_one(
        {"_id": staff_id, "recount_due_since": {"$lte": since}},
        {"$set": {"recount_due_since": None}},
        session=current_session(),
    )


def recount_due(staff_id: ObjectId | None = None) -> bool:
    """True while a bulk import's recount is still to come, so that a page can say so."""
    marked = StaffLock.objects.filter(recount_due_since__isnull=False)
    return (marked.filter(pk=staff_id) if staff_id else marked).exists()


def recounts_due() -> dict[ObjectId, datetime]:
    """Whose recount is still to come and since when, the longest wait first."""
    marked = StaffLock.objects.filter(recount_due_since__isnull=False)
    return dict(marked.order_by("recount_due_since").values_list("pk", "recount_due_since"))
