"""The rows of batches as they are stored, and what is written about them."""

from collections.abc import Mapping
from typing import Any, cast

from bson import ObjectId

from crm.audit.record import note_event
from crm.mongo.rows import collection, current_session
from crm.staff.models import User
from members.databases.counts import add_counts
from members.databases.pool import RowsTaken
from members.models import IN_HAND, MemberRow


class NotInHand(Exception):
    """The person does not have the row, or not any more."""


class NotWorkable(Exception):
    """A colleague has the customer reserved by now: the row is theirs to leave alone (RS-8)."""


def row_in_hand(pk: ObjectId, staff_id: ObjectId) -> dict[str, Any]:
    """A row that this staff member has, as it is stored. Raises NotInHand."""
    row = stored_row(pk)
    if row is None or row["staff_id"] != staff_id or row["status"] not in IN_HAND:
        raise NotInHand
    return row


def stored_row(pk: ObjectId) -> dict[str, Any] | None:
    """A row as it is stored, in the current transaction; None if there is none."""
    return collection(MemberRow).find_one({"_id": pk}, session=current_session())


def write_row(row: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Set columns of a row that nobody else has got or changed the status of since it was read.

    Its database counts it under its new status. In a transaction.

    Raises RowsTaken.
    """
    place = {key: row[key] for key in ("database_id", "_id", "status", "staff_id")}
    result = collection(MemberRow).update_one(
        cast(dict, place), {"$set": dict(values)}, session=current_session()
    )
    if not result.matched_count:
        raise RowsTaken
    status = values.get("status", row["status"])
    add_counts(row["database_id"], {status: 1}, {row["status"]: 1})


def note_row_event(
    row: Mapping[str, Any],
    verb: str,
    *,
    by: User | None,
    before: dict | None = None,
    after: dict | None = None,
    reason: str = "",
) -> None:
    """Add to the history of a row. In the transaction that writes the row."""
    subject = MemberRow(pk=row["_id"])
    note_event(subject, verb, by=by, before=before, after=after, reason=reason)


def is_taken(row: Mapping[str, Any]) -> bool:
    """Whether somebody else than who has the row has its customer reserved (RS-8, RS-10)."""
    return row["reserved_for_id"] not in (None, row["staff_id"])
