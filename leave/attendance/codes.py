"""Codes of six digits: which step of time they are of, that each works once, how many may fail."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

import pyotp
from django.urls import reverse
from pyotp.exceptions import OTPVerificationError

from crm.audit.record import note_event
from crm.mongo.rows import collection, current_session
from crm.notifications.send import notify
from crm.staff.models import User
from leave.models import Authenticator

SIX_DIGITS = re.compile("[0-9]{6}")
# Steps of 30 seconds before and after the present one: clocks differ, and people type slowly.
WINDOW = 1
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


class Failures(NamedTuple):
    """What a wrong code did."""

    left: int
    locked_until: datetime | None


def timecode_of(secret: str, code: str, now: datetime) -> int | None:
    """The step of time that `code` is of; None if it is of none near `now`."""
    typed = "".join(code.split())
    if not SIX_DIGITS.fullmatch(typed):
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(typed, for_time=now, valid_window=WINDOW)
    except OTPVerificationError:
        return None


def use(authenticator: Authenticator, timecode: int, **more: datetime) -> bool:
    """Take the code of a step of time; False if it, or a later one, was taken before.

    One conditional update: of any number at once one gets it.
    """
    changed = collection(Authenticator).update_one(
        {"_id": authenticator.pk, "last_timecode": {"$lt": timecode}},
        {"$set": {"last_timecode": timecode, "failures": 0, "locked_until": None, **more}},
        session=current_session(),
    )
    return changed.matched_count == 1


def count_failure(authenticator: Authenticator, staff: User, now: datetime) -> Failures:
    """Remember a wrong code; the fifth locks for fifteen minutes and tells the admins.

    In a transaction whose first write lines up all attempts of the person.
    """
    failures = authenticator.failures + 1
    if failures < MOST_FAILURES:
        _set(authenticator, failures=failures)
        return Failures(MOST_FAILURES - failures, None)
    until = (now + LOCKED_FOR).replace(microsecond=0)
    # After the lock they count from nothing again.
    _set(authenticator, failures=0, locked_until=until)
    place = note_event(authenticator, "lock", after={"locked_until": until.isoformat()})
    admins = User.objects.admins().values_list("pk", flat=True)
    page = reverse("leave:authenticators")
    notify(admins, "attendance-locked", page, place, staff=staff.name)
    return Failures(0, until)


def _set(authenticator: Authenticator, **values: object) -> None:
    collection(Authenticator).update_one(
        {"_id": authenticator.pk}, {"$set": values}, session=current_session()
    )
