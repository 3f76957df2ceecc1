"""The calendar of the demo: the year's holidays, confirmed, and a day that the floor closed."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from crm.staff.models import User
from leave.calendar.copying import copy_year
from leave.calendar.deciding import DayDecision, add_day, decide_day
from leave.demo.floor import DAY, Floor, Moment, at
from leave.demo.requests import days_beyond_the_quota
from leave.models import CalendarDay
from leave.rules.days import DayKind, DaySource

TRAINING = "Pelatihan tim"


def moments(floor: Floor) -> Iterator[Moment]:
    """Holidays are confirmed before anything else; a day is closed, and opened again later."""
    admin, begun = floor.admins[0], floor.month_before - 40 * DAY
    for number, year in enumerate(_years(floor)):
        yield Moment(at(begun, 9, number), partial(_confirm_year, year, admin))
    training = days_beyond_the_quota(floor)[0]
    closed = DayDecision(DayKind.CLOSED_FREE)
    yield Moment(at(floor.ago(9), 15), partial(add_day, training, closed, name=TRAINING, by=admin))
    yield Moment(at(floor.ago(6), 15), partial(_open_again, training, floor.admins[1]))


def _years(floor: Floor) -> list[int]:
    return sorted({floor.month_before.year, floor.today.year})


def _confirm_year(year: int, admin: User) -> None:
    """The floor is closed on all of them; leave on joint ones is charged."""
    copy_year(year, by=admin)
    for day in CalendarDay.objects.of_year(year).filter(confirmed_at=None):
        is_public = day.source == DaySource.PUBLIC
        kind = DayKind.CLOSED_FREE if is_public else DayKind.CLOSED_CHARGED
        decide_day(day.pk, day.version, DayDecision(kind), by=admin)


def _open_again(day: date, admin: User) -> None:
    closed = CalendarDay.objects.filter(date=day, kind=DayKind.CLOSED_FREE).first()
    if closed:
        decide_day(closed.pk, closed.version, DayDecision(DayKind.WORKS), by=admin)
