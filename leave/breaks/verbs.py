"""Breaks: begun and ended by whoever takes them, closed at the end of a shift (IZ-1, IZ-2)."""

from datetime import datetime

from bson import ObjectId
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from crm.audit.record import facts, note_event
from crm.mongo.transaction import transactional
from crm.notifications.send import ask_admins, notify, settle
from crm.policies.reads import histories
from crm.staff.models import User
from crm.staff.usage import refer_to
from leave.attendance.check_in import check_in_of
from leave.attendance.hours import hours_reader
from leave.attendance.policies import GATE, WORKING_HOURS, is_on, switches_of
from leave.breaks.alerts import alert_if_over
from leave.breaks.policies import BREAK_ALLOWANCE, allowance_reader
from leave.breaks.reads import open_break_of
from leave.locks import lock_month, lock_months, month_key
from leave.models import Break
from leave.rules.shifts import HoursOf, Shift, instant_of, shift_of, shift_on

TRACKED = ("shift_date", "started_at", "ended_at", "closed_at", "waits")
PAGE, HISTORY = "leave:breaks", "leave:break_history"


class AlreadyOnBreak(Exception):
    """One break at a time."""


class NotOnBreak(Exception):
    """Nothing is open; the end of the shift may have closed it."""


class OutsideShift(Exception):
    """Breaks are parts of a shift: `shift` is the one of now."""

    def __init__(self, shift: Shift) -> None:
        super().__init__(str(shift.date))
        self.shift = shift


class NotCheckedIn(Exception):
    """Where staff check in, breaks begin after that."""


class NotWaiting(Exception):
    """The break waits for no confirmation; somebody may have confirmed it."""


class OwnBreak(PermissionDenied):
    """Nobody confirms their own break."""


class OutsideBreak(Exception):
    """It ended neither before it began nor after its shift."""


@transactional
def start(staff: User) -> Break:
    """Begin a break now, in the present shift.

    One that was left open in an earlier shift is closed at the end of that. Raises AlreadyOnBreak,
    OutsideShift, NotCheckedIn.
    """
    now, decided = _now(), histories((WORKING_HOURS, GATE))
    hours_of = hours_reader(decided[WORKING_HOURS.key])
    shift, forgotten = shift_of(now, hours_of), open_break_of(staff.pk)
    days = [shift.date, *([forgotten.shift_date] if forgotten else [])]
    place = lock_months(staff.pk, days)[month_key(shift.date)]
    if forgotten and not _close_if_over(forgotten, now, hours_of):
        raise AlreadyOnBreak
    if not shift.covers(now):
        raise OutsideShift(shift)
    is_gate_on = is_on(switches_of(decided[GATE.key]), shift.date)
    if is_gate_on and not check_in_of(staff.pk, shift.date):
        raise NotCheckedIn
    refer_to(staff)
    begun = Break.objects.create(
        staff=staff, staff_name=staff.name, shift_date=shift.date, started_at=now, sequence=place
    )
    note_event(begun, "start", by=staff, after=facts(begun, TRACKED), sequence=1)
    return begun


@transactional
def stop(staff: User) -> Break:
    """End the open break now; after its shift it is closed at the end of that, and waits.

    Tells admins, once a person and shift, that the breaks pass the allowance. Raises NotOnBreak.
    """
    stopped = open_break_of(staff.pk)
    if stopped is None:
        raise NotOnBreak
    now, decided = _now(), histories((WORKING_HOURS, BREAK_ALLOWANCE))
    hours_of = hours_reader(decided[WORKING_HOURS.key])
    lock_month(staff.pk, month_key(stopped.shift_date))
    if not _close_if_over(stopped, now, hours_of):
        # The clock of another host may be behind: no break ends before it began.
        _end(stopped, max(now, stopped.started_at), by=staff)
        alert_if_over(stopped, allowance_reader(decided[BREAK_ALLOWANCE.key]))
    return stopped


def close_forgotten() -> int:
    """Close the breaks whose shift is over, each by itself; how many. Again it closes none."""
    hours_of, now = hours_reader(), _now()
    opened = Break.objects.filter(is_open=True).order_by("started_at")
    over = [each for each in opened if _shift(each, hours_of).ends_at <= now]
    return sum(_close_one(each.pk, each.staff_id) for each in over)


@transactional
def confirm(pk: ObjectId, *, by: User, minute: int | None = None, reason: str = "") -> Break:
    """Let a break count that the system has closed, as it is or with the end that `minute` says.

    Both ends are kept; from now on fees may follow. `minute` is what a clock showed, in minutes
    after midnight. Raises NotWaiting, OwnBreak, OutsideBreak.
    """
    waiting = Break.objects.filter(pk=pk).first()
    if waiting is None:
        raise NotWaiting
    if waiting.staff_id == by.pk:
        raise OwnBreak
    lock_month(waiting.staff_id, month_key(waiting.shift_date))
    if not waiting.waits or waiting.ended_at is None:
        raise NotWaiting
    before, ended_at = facts(waiting, TRACKED), _stated_end(waiting, minute)
    _write(waiting, ended_at=ended_at, waits=False, confirmed_by_name=by.name, reason=reason)
    after = facts(waiting, TRACKED)
    place = note_event(waiting, "confirm", by=by, before=before, after=after, reason=reason)
    settle(waiting.pk)
    notify(
        [waiting.staff_id],
        "break-confirmed",
        reverse(HISTORY),
        place,
        date=waiting.shift_date.isoformat(),
        minutes=str(waiting.seconds // 60),
    )
    alert_if_over(waiting, allowance_reader())
    return waiting


def _now() -> datetime:
    """The present second."""
    return timezone.now().replace(microsecond=0)


def _shift(each: Break, hours_of: HoursOf) -> Shift:
    return shift_on(each.shift_date, hours_of(each.shift_date))


@transactional
def _close_one(pk: ObjectId, staff_id: ObjectId) -> bool:
    """False for one that its owner has stopped meanwhile."""
    each = Break.objects.filter(pk=pk, staff_id=staff_id, is_open=True).first()
    if each is None:
        return False
    lock_month(staff_id, month_key(each.shift_date))
    return _close_if_over(each, _now(), hours_reader())


def _close_if_over(each: Break, now: datetime, hours_of: HoursOf) -> bool:
    """Close it at the end of its shift if that has passed, and ask admins to confirm it."""
    end = _shift(each, hours_of).ends_at
    if now < end:
        return False
    # The hours may have been changed after it began.
    end = max(end, each.started_at)
    place = _end(each, end, by=None, closed_at=end, waits=True)
    ask_admins(
        each.pk,
        "break-to-confirm",
        reverse(HISTORY) + "?waits=on",
        place,
        staff=each.staff_name,
        date=each.shift_date.isoformat(),
    )
    return True


def _end(each: Break, ended_at: datetime, *, by: User | None, **more: object) -> int:
    before = facts(each, TRACKED)
    _write(each, ended_at=ended_at, is_open=False, **more)
    verb = "stop" if by else "close"
    return note_event(each, verb, by=by, before=before, after=facts(each, TRACKED))


def _stated_end(waiting: Break, minute: int | None) -> datetime:
    """When it ended, as the admin says; as the system closed it without that."""
    closed_at = waiting.ended_at or waiting.started_at
    if minute is None:
        return closed_at
    end = instant_of(waiting.shift_date, minute, hours_reader())
    # The end is written in minutes, the beginning was noted to the second.
    if end is None or not waiting.started_at.replace(second=0) <= end <= closed_at:
        raise OutsideBreak
    return max(end, waiting.started_at)


def _write(each: Break, **values: object) -> None:
    Break.objects.filter(pk=each.pk, staff_id=each.staff_id).update(**values)
    for name, value in values.items():
        setattr(each, name, value)
