"""Checking in: once a shift, by a code that works once, or by an admin (AT-1, AT-2)."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from bson import ObjectId
from django.urls import reverse
from django.utils import timezone

from crm.audit.record import facts, note_event
from crm.mongo.transaction import transactional
from crm.notifications.send import notify
from crm.policies.reads import histories
from crm.policies.rules import value_among
from crm.staff.models import User
from crm.staff.second_factor.authenticator_codes import take_timecode, timecode_of
from crm.staff.usage import refer_to
from leave.attendance import floor
from leave.attendance.authenticators import authenticator_of
from leave.attendance.codes import count_failure
from leave.attendance.entry import let_in
from leave.attendance.hours import hours_reader
from leave.attendance.policies import FLOOR_CODE, WORKING_HOURS
from leave.locks import lock_month, month_key
from leave.models import Authenticator, CheckIn
from leave.rules.shifts import HoursOf, Shift, shift_of

CHECK_IN_FACTS = ("date", "checked_in_at", "corrected_at", "by_name")


class Result(StrEnum):
    """What became of an attempt to check in."""

    CHECKED_IN = "checked in"
    ALREADY = "already checked in"
    NOT_SET_UP = "not set up"
    LOCKED = "locked"
    WRONG = "wrong code"
    USED = "used code"
    WRONG_ON_THE_WALL = "wrong code of the wall"


class Attempt(NamedTuple):
    """What became of it, and what goes with that."""

    result: Result
    check_in: CheckIn | None = None
    # How many wrong codes are left until it locks; until when it is locked.
    left: int = 0
    locked_until: datetime | None = None


class NotStaff(Exception):
    """Admins do not check in, nor does whoever works here no more."""


class AlreadyCheckedIn(Exception):
    """There is one for that shift."""


@transactional
def check_in(staff: User, code: str, floor_code: str = "") -> Attempt:
    """Check in for the present shift by a code; what became of it.

    Never raises for a wrong code: that it failed must be counted, and stays. A code is used up by
    the attempt that it lets in, and by no other.
    """
    now, decided = timezone.now(), histories((WORKING_HOURS, FLOOR_CODE))
    hours_of = hours_reader(decided[WORKING_HOURS.key])
    shift = shift_of(now, hours_of)
    lock_month(staff.pk, month_key(shift.date))
    if stored := check_in_of(staff.pk, shift.date):
        return Attempt(Result.ALREADY, stored)
    authenticator = authenticator_of(staff.pk)
    if authenticator is None or not authenticator.verified_at:
        return Attempt(Result.NOT_SET_UP)
    if authenticator.is_locked:
        return Attempt(Result.LOCKED, locked_until=authenticator.locked_until)
    timecode = timecode_of(authenticator.secret, code, now)
    if timecode is None:
        return _failed(authenticator, staff, Result.WRONG, now)
    # A code of one's own that was used before is no guess, so it counts as no failure.
    if timecode <= authenticator.last_timecode:
        return Attempt(Result.USED)
    asks_floor = value_among(FLOOR_CODE, decided[FLOOR_CODE.key], shift.date)
    if asks_floor and not floor.is_right(floor_code, now):
        return _failed(authenticator, staff, Result.WRONG_ON_THE_WALL, now)
    # Last: a code is used up only by the attempt that it lets in.
    if not take_timecode(authenticator, timecode):
        return Attempt(Result.USED)
    return Attempt(Result.CHECKED_IN, _checked_in(staff, shift, now, hours_of))


@transactional
def check_in_for(staff: User, *, by: User, reason: str) -> CheckIn:
    """An admin checks somebody in now, whose phone is lost, say; they are told.

    Raises NotStaff, AlreadyCheckedIn.
    """
    if staff.is_admin or not staff.is_active:
        raise NotStaff
    now, hours_of = timezone.now(), hours_reader()
    shift = shift_of(now, hours_of)
    lock_month(staff.pk, month_key(shift.date))
    if check_in_of(staff.pk, shift.date):
        raise AlreadyCheckedIn
    stored = _checked_in(staff, shift, now, hours_of, by=by, reason=reason)
    notify([staff.pk], "checked-in-for", reverse("leave:attendance"), 1, admin=by.name)
    return stored


def check_in_of(staff_id: ObjectId, day: date) -> CheckIn | None:
    """The check-in of a shift, by its date."""
    return CheckIn.objects.filter(staff_id=staff_id, date=day).first()


def _checked_in(
    staff: User,
    shift: Shift,
    now: datetime,
    hours_of: HoursOf,
    *,
    by: User | None = None,
    reason: str = "",
) -> CheckIn:
    refer_to(staff)
    stored = CheckIn.objects.create(
        staff=staff,
        staff_name=staff.name,
        date=shift.date,
        checked_in_at=now.replace(microsecond=0),
        by_name=by.name if by else "",
        reason=reason,
    )
    let_in(staff.pk, shift.date, hours_of)
    after = facts(stored, CHECK_IN_FACTS)
    note_event(stored, "check in", by=by or staff, after=after, reason=reason, sequence=1)
    return stored


def _failed(authenticator: Authenticator, staff: User, result: Result, now: datetime) -> Attempt:
    failures = count_failure(authenticator, staff, now)
    if failures.locked_until:
        return Attempt(Result.LOCKED, locked_until=failures.locked_until)
    return Attempt(result, left=failures.left)
