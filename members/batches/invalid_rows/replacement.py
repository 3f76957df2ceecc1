"""One row for one that is invalid: of the same database, into the same batch (BZ-4, WD-2).

The row that comes is the next of the draw, so none whose customer is reserved.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from bson import ObjectId
from django.utils import timezone

from crm.audit.record import SYSTEM
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import store_new
from crm.staff.models import User
from members.batches.invalid_rows.policies import most_replaced_on
from members.batches.rows import note_row_event
from members.conflicts.log import log_ends
from members.databases.pool import (
    lock_pool,
    note_pool_event,
    write_rows,
)
from members.draws.take import take
from members.models import (
    IN_HAND,
    DatabaseKind,
    DrawPurpose,
    MemberDatabase,
    MemberRow,
    PoolVerb,
    Replacement,
    RowStatus,
)


class Shortage(StrEnum):
    """Why nothing came for an invalid row: it stays with its staff member, and admins are told."""

    # Nothing is replaced without an admin.
    OFF = "off"
    LIMIT = "limit"
    NONE_LEFT = "none left"


def replace_automatically(
    row: Mapping[str, Any], database: MemberDatabase, staff: User
) -> ObjectId | Shortage:
    """Archive an invalid row and let the next one come for it, as far as is allowed today.

    In a transaction. Returns the id of the row that came.
    """
    most = most_replaced_on(database.kind, timezone.localdate())
    if not most:
        return Shortage.OFF
    if _replaced_so_far(row, database.kind) >= most:
        return Shortage.LIMIT
    return replace(row, staff, by=None)


def replace(row: Mapping[str, Any], staff: User, *, by: User | None) -> ObjectId | Shortage:
    """Archive an invalid row and let the next one come for it; NONE_LEFT changes no row.

    In a transaction; `by` None means the system. Returns the id of the row that came. Raises
    NoReceiver, MemberDatabase.DoesNotExist for a deleted database.
    """
    pool = lock_pool(row["database_id"])
    draw = take(
        pool,
        staff,
        1,
        DrawPurpose.REPLACEMENT,
        by=by,
        status=RowStatus.ASSIGNED,
        batch_id=row["batch_id"],
        fewer=True,
    )
    if not draw.taken_ids:
        return Shortage.NONE_LEFT
    new_row_id = ObjectId(draw.taken_ids[0])
    # Not before one was drawn: where none is left, nothing has changed.
    archive(row, by=by, reason=row["invalid_reason"])
    _note_replacement(row, new_row_id, by)
    return new_row_id


def archive(row: Mapping[str, Any], *, by: User | None, reason: str) -> None:
    """Take a row out of its staff member's hands and out of the pool. In a transaction."""
    pool = lock_pool(row["database_id"])
    write_rows(pool, [row], {"status": RowStatus.ARCHIVED.value})
    note_pool_event(pool, PoolVerb.ARCHIVE, [row], by=by, reason=reason)
    log_ends([row], by=by)
    note_row_event(row, "archive", by=by, before={"status": row["status"]}, reason=reason)


def _replaced_so_far(row: Mapping[str, Any], kind: str) -> int:
    """What counts against the limit: per batch for Member WD; for Bonanza the rows that came
    without an admin and that the staff member still has of the database."""
    if kind == DatabaseKind.WD:
        match = {"batch_id": row["batch_id"], "is_automatic": True}
        return collection(Replacement).count_documents(match, session=current_session())
    match = {
        "staff_id": row["staff_id"],
        "database_id": row["database_id"],
        "is_automatic": True,
    }
    came = collection(Replacement).distinct("new_row_id", match, session=current_session())
    # The invalid one itself makes room for the one that comes.
    others = [pk for pk in came if pk != row["_id"]]
    held = {
        "database_id": row["database_id"],
        "_id": {"$in": others},
        "staff_id": row["staff_id"],
        "status": {"$in": list(IN_HAND)},
    }
    return collection(MemberRow).count_documents(held, session=current_session())


def _note_replacement(row: Mapping[str, Any], new_row_id: ObjectId, by: User | None) -> None:
    replacement = Replacement(
        database_id=row["database_id"],
        batch_id=row["batch_id"],
        staff_id=row["staff_id"],
        row_id=row["_id"],
        new_row_id=new_row_id,
        is_automatic=by is None,
        by_name=by.name if by else SYSTEM,
    )
    store_new([replacement])
