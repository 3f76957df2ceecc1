"""Who may pass the gate: asked by every request, answered by what the account holds (AT-1).

The account holds when the gate is switched on, and until when its owner has checked in. Both are
written where they change, so that a request of somebody at work asks the database nothing more.
"""

from datetime import date, datetime, timedelta
from typing import Any

from bson import ObjectId
from django.utils import timezone

from crm.mongo.transaction import transactional
from crm.policies.verbs import lock_decisions
from crm.staff.accounts.entry import note_entry, note_entry_once
from crm.staff.models import User
from leave.attendance.hours import hours_reader
from leave.attendance.policies import GATE, SWITCHES, Switches, is_on, switches
from leave.models import CheckIn
from leave.rules.shifts import HoursOf, belongs_until, shift_of

UNTIL = "until"
DAY = timedelta(days=1)


def may_pass(staff: User) -> bool:
    """True if the gate is off, or the person has checked in for the present shift."""
    now, entry = timezone.now(), staff.entry or {}
    stored = entry[SWITCHES] if SWITCHES in entry else _switches_of(staff)
    today = timezone.localdate(now)
    # A shift over midnight is called by the date of another day.
    if not any(is_on(stored, day) for day in (today - DAY, today, today + DAY)):
        return True
    return _holds(entry.get(UNTIL), now) or _has_checked_in(staff, stored, now)


def let_in(staff_id: ObjectId, day: date, hours_of: HoursOf) -> None:
    """They have checked in for the shift of a date: they pass until the next one begins."""
    until = belongs_until(day, hours_of)
    # A check-in of an earlier shift, which a correction makes, opens nothing.
    if until > timezone.now():
        note_entry(staff_id, {UNTIL: until.isoformat()})


@transactional
def _switches_of(staff: User) -> Switches:
    """Of an account that was opened after they were decided: kept with it from now on.

    A decision of this very moment may not see the account yet: the two line up.
    """
    lock_decisions(GATE)
    stored = switches()
    note_entry_once(staff.pk, SWITCHES, stored)
    return stored


def _holds(until: Any, now: datetime) -> bool:
    return isinstance(until, str) and now < datetime.fromisoformat(until)


def _has_checked_in(staff: User, stored: Switches, now: datetime) -> bool:
    hours_of = hours_reader()
    shift = shift_of(now, hours_of)
    if not is_on(stored, shift.date):
        return True
    if not CheckIn.objects.filter(staff_id=staff.pk, date=shift.date).exists():
        return False
    let_in(staff.pk, shift.date, hours_of)
    return True
