"""What a staff member finds out about a row of theirs: WhatsApp, response, when to call again.

Times are stamped with each (DB-9); what is given again is cleared by an empty value. All of it
goes into the row's history.
"""

from datetime import date
from typing import Any

from bson import ObjectId
from django.utils import timezone

from crm.mongo.rows import midnight
from crm.mongo.transaction import transactional
from crm.staff.models import User
from members.batches.rows import NotWorkable, is_taken, note_row_event, row_in_hand, write_row
from members.models import Response, WhatsApp


@transactional
def set_whatsapp(pk: ObjectId, value: str, *, by: User) -> bool:
    """Write what WhatsApp said of a row of one's own, and when; "" for not checked.

    Returns whether that is news. Raises NotInHand, NotWorkable, ValueError for an unknown value.
    """
    return _set(pk, "whatsapp", "whatsapp_at", WhatsApp(value).value if value else "", by)


@transactional
def set_response(pk: ObjectId, value: str, *, by: User) -> bool:
    """Write whether the customer of a row of one's own responded, and when; "" for not known.

    Returns and raises as set_whatsapp().
    """
    return _set(pk, "response", "responded_at", Response(value).value if value else "", by)


@transactional
def call_again(pk: ObjectId, day: date | None, *, by: User) -> bool:
    """Ask to be reminded of a row of one's own on a Jakarta date; None for not any more.

    Returns whether that is news. Raises NotInHand, NotWorkable, ValueError for a day before today.
    """
    if day and day < timezone.localdate():
        raise ValueError(day)
    row = _workable(pk, by)
    before, value = row["call_again_on"], midnight(day) if day else None
    if before == value:
        return False
    write_row(row, {"call_again_on": value})
    note_row_event(
        row,
        "call-again",
        by=by,
        before={"call_again_on": before.date().isoformat() if before else None},
        after={"call_again_on": day.isoformat() if day else None},
    )
    return True


def _set(pk: ObjectId, field: str, stamp: str, value: str, by: User) -> bool:
    row = _workable(pk, by)
    if row[field] == value:
        return False
    write_row(row, {field: value, stamp: timezone.now() if value else None})
    note_row_event(row, field, by=by, before={field: row[field]}, after={field: value})
    return True


def _workable(pk: ObjectId, by: User) -> dict[str, Any]:
    row = row_in_hand(pk, by.pk)
    if is_taken(row):
        raise NotWorkable
    return row
