"""Breaks of the demo's people: short ones, too long ones, forgotten ones, and one of just now."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.utils import timezone

from crm.staff.models import User
from leave.attendance.hours import shift_at
from leave.breaks import verbs
from leave.breaks.reads import open_break_of
from leave.demo.attendance import fee_day
from leave.demo.floor import DAY, Floor, Moment, at
from leave.models import Break

MINUTES = 60
# On so many of the last days so many people take a break of so many minutes.
LAST_DAYS, PEOPLE = 7, 2
SHORTEST, LONGEST = 7, 24
SINCE = timedelta(minutes=12)
REALLY = "Kembali ke meja jam 22:55, lupa menekan tombol."


def moments(floor: Floor) -> Iterator[Moment]:
    """Those of the last week, and those of which something follows."""
    yield from _usual(floor)
    _andi, bayu, citra, dewi, eko, _fitri, galih, _hana = floor.staff
    yield from _break(bayu, at(floor.before(1), 14, 3, 20), 22 * MINUTES)
    yield from _break(bayu, at(floor.before(1), 18, 40, 5), 17 * MINUTES + 30)
    yield from _break(dewi, at(fee_day(floor, 9), 15, 10), 44 * MINUTES + 12)
    yield from _forgotten(eko, floor.before(1))
    yield from _forgotten(galih, floor.before(4))
    confirm = partial(_confirm, galih, floor.before(4), floor.admins[0])
    yield Moment(at(floor.before(4) + DAY, 10, 15), confirm)
    begun = timezone.now().replace(microsecond=0) - SINCE
    shift = shift_at(begun)
    if shift.covers(begun) and shift.covers(timezone.now()):
        yield Moment(begun, partial(_start, citra, begun))


def _usual(floor: Floor) -> Iterator[Moment]:
    for ago in range(LAST_DAYS):
        day = floor.before(ago)
        people = floor.chance(floor.master, day).sample(list(floor.staff[3:7]), PEOPLE)
        for person in people:
            chance = floor.chance(person, day)
            begun = at(day, chance.randint(13, 17), chance.randrange(60), chance.randrange(60))
            seconds = chance.randint(SHORTEST * MINUTES, LONGEST * MINUTES)
            yield from _break(person, begun, seconds)


def _break(person: User, begun: datetime, seconds: int) -> Iterator[Moment]:
    yield Moment(begun, partial(_start, person, begun))
    ended = begun + timedelta(seconds=seconds)
    yield Moment(ended, partial(_stop, person, begun))


def _start(person: User, begun: datetime) -> None:
    if not Break.objects.filter(staff_id=person.pk, started_at=begun).exists():
        verbs.start(person)


def _stop(person: User, begun: datetime) -> None:
    opened = open_break_of(person.pk)
    if opened and opened.started_at == begun:
        verbs.stop(person)


def _forgotten(person: User, day: date) -> Iterator[Moment]:
    """Nobody ends it: the job that runs every 15 minutes does, after the shift."""
    begun = at(day, 22, 41, 30)
    yield Moment(begun, partial(_start, person, begun))
    yield Moment(at(day, 23, 15), verbs.close_forgotten)


def _confirm(person: User, day: date, admin: User) -> None:
    waiting = Break.objects.filter(staff_id=person.pk, shift_date=day, waits=True).first()
    if waiting:
        verbs.confirm(waiting.pk, by=admin, minute=22 * MINUTES + 55, reason=REALLY)
