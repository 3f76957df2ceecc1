"""Check-ins of the demo's people, some of them late, and what they asked to be corrected."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

import pyotp

from crm.staff.models import User
from leave.attendance import authenticators, check_in, corrections
from leave.demo.floor import DAY, Floor, Moment, at
from leave.demo.requests import days_away
from leave.models import Correction

START = 11
MINUTES = 60
# So many of the staff check in since a month ago, and since this day of the month before; the
# others for so many days.
FIRST, MONTH, SINCE_DAY, LAST_DAYS = 3, 30, 18, 10
# One in so many comes late by chance, up to so many minutes.
LATE_ONE_IN, LATE_UP_TO, EARLY_UP_TO = 16, 6, 28
BUS, PHONE = "Bus mogok di jalan.", "Ponsel mati, saya sudah di meja 10:50."
NOT_SEEN = "Rekaman pintu menunjukkan jam 11:11."
CAME_BEFORE = 10 * MINUTES + 50


def moments(floor: Floor) -> Iterator[Moment]:
    """A phone is set up the evening before somebody's first check-in."""
    away, late = days_away(floor), late_days(floor)
    first = min(floor.ago(MONTH), floor.month_before + SINCE_DAY * DAY)
    for number, person in enumerate(floor.staff):
        since = first if number < FIRST else floor.ago(LAST_DAYS)
        instant = at(since - DAY, 18, number)
        yield Moment(instant, partial(_set_up, person, instant))
        for day in floor.worked_days(since):
            if day not in away.get(person.username, ()):
                came = _came(day, late.get((person.username, day)), floor.chance(person, day))
                yield Moment(came, partial(_check_in, person, came))
    yield from _corrections(floor)


def late_days(floor: Floor) -> dict[tuple[str, date], int]:
    """How many minutes late people came who were late for a reason that others decide about."""
    andi, bayu, citra, _dewi, eko, fitri, *_others = (person.username for person in floor.staff)
    return {
        (andi, fee_day(floor, 20)): 12,
        (bayu, fee_day(floor, 22)): 25,
        (citra, fee_day(floor, 19)): 7,
        (andi, floor.before(3)): 9,
        (bayu, floor.before(6)): 14,
        (eko, floor.before(8)): 20,
        (fitri, floor.before(7)): 11,
    }


def fee_day(floor: Floor, days: int) -> date:
    """A day of the month that is closed, so many days after its first."""
    return floor.worked(floor.month_before + days * DAY)


def _came(day: date, minutes: int | None, chance: Random) -> datetime:
    seconds = chance.randrange(MINUTES)
    if minutes is None and chance.randrange(LATE_ONE_IN) == 0:
        minutes = chance.randint(1, LATE_UP_TO)
    if minutes is None:
        minutes = -chance.randint(1, EARLY_UP_TO)
    return at(day, START, 0, seconds) + timedelta(minutes=minutes)


def _set_up(person: User, instant: datetime) -> None:
    stored = authenticators.begin(person)
    authenticators.verify(person, pyotp.TOTP(stored.secret).at(instant))


def _check_in(person: User, instant: datetime) -> None:
    stored = authenticators.authenticator_of(person.pk)
    if stored:
        check_in.check_in(person, pyotp.TOTP(stored.secret).at(instant))


def _corrections(floor: Floor) -> Iterator[Moment]:
    """One waits, one was approved, one rejected."""
    andi, eko, fitri = floor.staff[0], floor.staff[4], floor.staff[5]
    rina, agus = floor.admins
    yield _ask(andi, floor.before(3), BUS)
    yield _ask(eko, floor.before(8), PHONE)
    yield _ask(fitri, floor.before(7), PHONE)
    approve = partial(_decide, eko, floor.before(8), rina, "")
    yield Moment(at(floor.before(8) + DAY, 10, 20), approve)
    reject = partial(_decide, fitri, floor.before(7), agus, NOT_SEEN)
    yield Moment(at(floor.before(7) + DAY, 10, 40), reject)


def _ask(person: User, day: date, reason: str) -> Moment:
    return Moment(at(day, 19, 30), partial(_ask_once, person, day, reason))


def _ask_once(person: User, day: date, reason: str) -> None:
    if not Correction.objects.filter(staff_id=person.pk, date=day).exists():
        corrections.ask(person, day, CAME_BEFORE, reason=reason)


def _decide(person: User, day: date, by: User, note: str) -> None:
    correction = Correction.objects.get(staff_id=person.pk, date=day)
    if note:
        corrections.reject(correction.pk, by=by, reason=note)
    else:
        corrections.approve(correction.pk, by=by)
