"""An admin gives rows of a Bonanza or Member WD database to a staff member (BZ-3, WD-1)."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from bson import ObjectId
from django.urls import reverse
from django.utils import timezone

from crm.mongo.transaction import transactional
from crm.notifications.send import notify
from crm.staff.accounts.hand_over import works_as_staff
from crm.staff.models import User
from members.batches.cards import new_batch
from members.batches.rows import note_row_event
from members.databases.pool import (
    LockedPool,
    lock_pool,
    note_pool_event,
    stored_rows,
    write_rows,
)
from members.draws.candidates import reasons_against
from members.draws.take import NoReceiver, take
from members.models import (
    Batch,
    DatabaseKind,
    Draw,
    DrawPurpose,
    MemberDatabase,
    PoolVerb,
    RowStatus,
)


class ForeignBatch(Exception):
    """A batch of another staff member, or with rows of another database (WD-3)."""


class NotAssignable(Exception):
    """Rows of normal databases are asked for by staff (DB-3)."""


class Obstacle(StrEnum):
    """Why a row can not be given."""

    GONE = "gone"
    NOT_AVAILABLE = "not available"
    RESERVED = "reserved"
    PENDING = "pending"
    DO_NOT_CONTACT = "do_not_contact"


class AllBlocked(Exception):
    """None of the rows can be given: `blocked` says why of each."""

    def __init__(self, blocked: dict[ObjectId, str]) -> None:
        super().__init__(len(blocked))
        self.blocked = blocked


class Assignment(NamedTuple):
    """Into which batch, which rows, and why others were not."""

    batch: Batch
    rows: list[ObjectId]
    blocked: dict[ObjectId, str]


class RandomRows(NamedTuple):
    """The draw, and the batch that its rows went into."""

    batch: Batch
    draw: Draw


@transactional
def assign_rows(
    database_id: ObjectId,
    row_ids: Iterable[ObjectId],
    staff: User,
    *,
    by: User,
    batch_id: ObjectId | None = None,
) -> Assignment:
    """Give these rows to `staff`, into one of their batches or a new one.

    Only available rows whose customer is not reserved; the others stay as they are, and why is
    returned (BZ-3). Raises AllBlocked, NotAssignable, NoReceiver, ForeignBatch,
    MemberDatabase.DoesNotExist.
    """
    row_ids = list(dict.fromkeys(row_ids))
    database, pool = _database(database_id, staff)
    rows = {row["_id"]: row for row in stored_rows(pool, {"_id": {"$in": row_ids}})}
    blocked = _blocked(pool, row_ids, rows)
    free = [rows[pk] for pk in row_ids if pk not in blocked]
    if not free:
        raise AllBlocked(blocked)
    batch = _batch(database, staff, batch_id, by)
    _assign(pool, free, batch, by)
    _tell(batch, len(free))
    return Assignment(batch, [row["_id"] for row in free], blocked)


@transactional
def assign_random(
    database_id: ObjectId,
    count: int,
    staff: User,
    *,
    by: User,
    batch_id: ObjectId | None = None,
) -> RandomRows:
    """Give the next `count` rows of the draw to `staff`, into one of their batches or a new one.

    Raises TooFew with how many there are and how many are left out (BZ-3), and as assign_rows().
    """
    database, pool = _database(database_id, staff)
    batch = _batch(database, staff, batch_id, by)
    draw = take(
        pool,
        staff,
        count,
        DrawPurpose.ASSIGNMENT,
        by=by,
        status=RowStatus.ASSIGNED,
        batch_id=batch.pk,
    )
    _tell(batch, count)
    return RandomRows(batch, draw)


def _tell(batch: Batch, count: int) -> None:
    url = reverse("members:batch", args=[batch.pk])
    notify([batch.staff_id], "rows-approved", url, count=str(count), database=batch.database_name)


def _database(database_id: ObjectId, staff: User) -> tuple[MemberDatabase, LockedPool]:
    database = MemberDatabase.objects.live().get(pk=database_id)
    if database.kind == DatabaseKind.NORMAL:
        raise NotAssignable
    pool = lock_pool(database_id)
    if not works_as_staff(staff.pk):
        raise NoReceiver
    return database, pool


def _batch(database: MemberDatabase, staff: User, batch_id: ObjectId | None, by: User) -> Batch:
    if batch_id is None:
        return new_batch(database, staff, by_name=by.name)
    mine = Batch.objects.filter(pk=batch_id, staff_id=staff.pk, database_id=database.pk)
    batch = mine.first()
    if batch is None:
        raise ForeignBatch
    return batch


def _blocked(
    pool: LockedPool, row_ids: list[ObjectId], rows: Mapping[ObjectId, dict[str, Any]]
) -> dict[ObjectId, str]:
    blocked: dict[ObjectId, str] = {pk: Obstacle.GONE for pk in row_ids if pk not in rows}
    reasons = reasons_against(pool, list(rows.values()))
    for pk, row in rows.items():
        if row["status"] == RowStatus.RESERVED:
            blocked[pk] = Obstacle.RESERVED
        elif row["status"] != RowStatus.AVAILABLE:
            blocked[pk] = Obstacle.NOT_AVAILABLE
        elif pk in reasons:
            blocked[pk] = Obstacle(reasons[pk])
    return blocked


def _assign(pool: LockedPool, rows: list[dict[str, Any]], batch: Batch, by: User) -> None:
    values = {
        "status": RowStatus.ASSIGNED.value,
        "staff_id": batch.staff_id,
        "staff_name": batch.staff_name,
        "assigned_at": timezone.now(),
        "batch_id": batch.pk,
    }
    write_rows(pool, rows, values)
    note_pool_event(pool, PoolVerb.ASSIGN, rows, by=by, staff_id=batch.staff_id)
    for row in rows:
        note_row_event(row, "assign", by=by, after={"staff_name": batch.staff_name})
