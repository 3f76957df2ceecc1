"""Staff say of each row of a Bonanza or Member WD database whether it is valid (BZ-4, WD-1)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bson import ObjectId
from django.utils import timezone

from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.web.texts.visible import visible_text
from members.batches.invalid_rows.alerts import settle_if_done, tell_admins
from members.batches.invalid_rows.replacement import Shortage, replace_automatically
from members.batches.rows import NotWorkable, is_taken, note_row_event, row_in_hand, write_row
from members.models import DatabaseKind, MemberDatabase, MemberRow, RowStatus, Validation

LONGEST_INVALID_REASON = MemberRow._meta.get_field("invalid_reason").max_length or 0


class NotValidated(Exception):
    """Rows of normal databases are not validated."""


class AlreadyInvalid(Exception):
    """It was said of this row before: a second replacement can not be earned with it."""


class NoReason(ValueError):
    """Who says that a row is invalid says why, in so many characters."""


class InvalidRow(NamedTuple):
    """What became of a row that is invalid: the row that came for it, or why none did."""

    new_row_id: ObjectId | None
    shortage: Shortage | None = None


@transactional
def mark_valid(pk: ObjectId, *, by: User) -> bool:
    """Say that a row of one's own is valid; take back that it was invalid, if it was.

    Returns whether that is news. Raises NotInHand, NotWorkable, NotValidated.
    """
    row, _database = _row_to_validate(pk, by)
    if row["validation"] == Validation.VALID:
        return False
    _write(row, Validation.VALID, RowStatus.ASSIGNED, "", by)
    settle_if_done(row["batch_id"])
    return True


@transactional
def unmark(pk: ObjectId, *, by: User) -> bool:
    """Take back what was said of a row of one's own. Returns and raises as mark_valid()."""
    row, _database = _row_to_validate(pk, by)
    if row["validation"] == Validation.NOT_YET:
        return False
    _write(row, Validation.NOT_YET, RowStatus.ASSIGNED, "", by)
    settle_if_done(row["batch_id"])
    return True


@transactional
def mark_invalid(pk: ObjectId, *, by: User, reason: str) -> InvalidRow:
    """Say that a row of one's own is invalid, and why.

    If the floor has decided so, it is archived and the next row of its database comes into its
    batch; otherwise it stays, and admins are told. Raises NotInHand, NotWorkable, NotValidated,
    AlreadyInvalid, NoReason.
    """
    reason = visible_text(reason)
    if not reason or len(reason) > LONGEST_INVALID_REASON:
        raise NoReason
    row, database = _row_to_validate(pk, by)
    if row["status"] == RowStatus.INVALID:
        raise AlreadyInvalid
    row = _write(row, Validation.INVALID, RowStatus.INVALID, reason, by)
    replaced = replace_automatically(row, database, by)
    if isinstance(replaced, Shortage):
        tell_admins(row, database, by)
        return InvalidRow(None, replaced)
    return InvalidRow(replaced)


def _row_to_validate(pk: ObjectId, by: User) -> tuple[dict[str, Any], MemberDatabase]:
    row = row_in_hand(pk, by.pk)
    if is_taken(row):
        raise NotWorkable
    database = MemberDatabase.objects.get(pk=row["database_id"])
    if database.kind == DatabaseKind.NORMAL:
        raise NotValidated
    return row, database


def _write(
    row: Mapping[str, Any], validation: Validation, status: RowStatus, reason: str, by: User
) -> dict[str, Any]:
    """The row as it is stored afterwards."""
    values = {
        "status": status.value,
        "validation": validation.value,
        "validated_at": timezone.now() if validation else None,
        "invalid_reason": reason,
    }
    write_row(row, values)
    before = {"validation": row["validation"]}
    after = {"validation": validation.value}
    note_row_event(row, "validate", by=by, before=before, after=after, reason=reason)
    return {**row, **values}
