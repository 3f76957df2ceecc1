"""Rows that staff say are invalid and that nothing came for: what admins have to decide (BZ-5)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from bson import ObjectId
from django.urls import reverse

from crm.mongo.rows import aggregate, collection, current_session
from crm.mongo.transaction import transactional
from crm.notifications.send import ask_admins, settle
from crm.staff.models import User
from members.batches.invalid_rows import replacement
from members.batches.invalid_rows.replacement import Shortage
from members.batches.rows import note_row_event, stored_row, write_row
from members.models import MemberDatabase, MemberRow, RowStatus, Validation


class NotInvalid(Exception):
    """The row does not wait for a decision any more."""


class NoneLeft(Exception):
    """No row of the database can come: the invalid one stays, and is decided about later."""


class InvalidRows(NamedTuple):
    """What waits of one staff member in one database."""

    staff_id: ObjectId
    staff_name: str
    database_id: ObjectId
    number: int
    since: datetime


def invalid_rows() -> list[InvalidRows]:
    """All that waits, who waits longest first."""
    group = {
        "_id": {"staff_id": "$staff_id", "database_id": "$database_id"},
        "staff_name": {"$last": "$staff_name"},
        "number": {"$sum": 1},
        "since": {"$min": "$validated_at"},
    }
    steps: list[dict] = [
        {"$match": {"status": RowStatus.INVALID.value}},
        {"$group": group},
        {"$sort": {"since": 1}},
    ]
    return [InvalidRows(**row) for row in aggregate(MemberRow, steps)]


def tell_admins(row: Mapping[str, Any], database: MemberDatabase, staff: User) -> None:
    """Ask admins to decide about the invalid rows of a batch, once until they have."""
    waiting = {
        "batch_id": row["batch_id"],
        "status": RowStatus.INVALID.value,
        # It waits itself by now.
        "_id": {"$ne": row["_id"]},
    }
    if collection(MemberRow).find_one(waiting, {"_id": True}, session=current_session()):
        return
    ask_admins(
        row["batch_id"],
        "rows-invalid",
        reverse("members:invalid"),
        staff=staff.name,
        database=database.name,
    )


def settle_if_done(batch_id: ObjectId) -> None:
    """Take the question about a batch back once nothing of it waits any more."""
    waiting = {"batch_id": batch_id, "status": RowStatus.INVALID.value}
    if not collection(MemberRow).find_one(waiting, {"_id": True}, session=current_session()):
        settle(batch_id)


@transactional
def replace_row(pk: ObjectId, *, by: User) -> ObjectId:
    """An admin lets the next row come for one that is invalid, which is archived (BZ-5).

    Returns the id of the row that came. Raises NotInvalid, NoneLeft, NoReceiver,
    MemberDatabase.DoesNotExist.
    """
    row = _invalid(pk)
    staff = User.objects.get(pk=row["staff_id"])
    came = replacement.replace(row, staff, by=by)
    if isinstance(came, Shortage):
        raise NoneLeft
    settle_if_done(row["batch_id"])
    return came


@transactional
def archive_row(pk: ObjectId, *, by: User) -> None:
    """An admin archives an invalid row, and nothing comes for it. Raises NotInvalid."""
    row = _invalid(pk)
    replacement.archive(row, by=by, reason=row["invalid_reason"])
    settle_if_done(row["batch_id"])


@transactional
def dismiss_row(pk: ObjectId, *, by: User) -> None:
    """An admin finds a row to be usable: it stays with its staff member, to be validated again.

    Raises NotInvalid.
    """
    row = _invalid(pk)
    values = {
        "status": RowStatus.ASSIGNED.value,
        "validation": Validation.NOT_YET.value,
        "validated_at": None,
        "invalid_reason": "",
    }
    write_row(row, values)
    note_row_event(row, "dismiss", by=by, before={"invalid_reason": row["invalid_reason"]})
    settle_if_done(row["batch_id"])


def invalid_row_ids(staff_id: ObjectId, database_id: ObjectId) -> list[ObjectId]:
    """The rows of one staff member in one database that wait, longest first."""
    match = {
        "database_id": database_id,
        "staff_id": staff_id,
        "status": RowStatus.INVALID.value,
    }
    rows = collection(MemberRow).find(match, {"_id": True}).sort([("validated_at", 1), ("_id", 1)])
    return [row["_id"] for row in rows]


def _invalid(pk: ObjectId) -> dict[str, Any]:
    row = stored_row(pk)
    if row is None or row["status"] != RowStatus.INVALID:
        raise NotInvalid
    return row
