"""Today, this month and this year beside the time they are measured against."""

from datetime import date, timedelta
from typing import NamedTuple

from bson import ObjectId
from django.utils.translation import gettext_lazy as _

from dashboard import links, periods
from dashboard.periods import Comparison, Period
from omset import numbers
from omset.models import Kind
from omset.numbers import Glance, Scope

# A name in Glance, its label, and the kind of the records behind it.
FIGURES = (
    ("total", _("Omset"), None),
    ("ndp", Kind.NDP.label, Kind.NDP.value),
    ("rdp", Kind.RDP.label, Kind.RDP.value),
    ("records", _("Records"), None),
)


class Side(NamedTuple):
    """One of the two times that are compared."""

    label: str
    period: Period
    numbers: Glance


class Figure(NamedTuple):
    name: str
    label: str
    now: object
    now_url: str
    before: object
    before_url: str
    trend: object


def days_to(today: date, staff: ObjectId | None) -> dict[date, Glance]:
    """The numbers of each day of this month and of yesterday; one command."""
    start = min(today.replace(day=1), today - timedelta(days=1))
    return numbers.glances_by(Scope(start, today, staff), "day")


def sides(today: date, staff: ObjectId | None, days: dict[date, Glance]) -> list[tuple]:
    """Three pairs of sides: day, month, year. `days` are those of days_to().

    Reads last month and the two years: one command.
    """
    day, month = periods.against_yesterday(today), periods.against_last_month(today)
    year = periods.against_last_year(today)
    this_month, yesterday = _sum(days, month.now), _sum(days, day.before)
    # This year before the current month: whole months, so a few rows answer. None in January.
    earlier = Period(year.now.start, month.now.start - timedelta(days=1))
    before = (earlier, month.before, year.before)
    scopes = [Scope(*period, staff) for period in before]
    earlier_months, last_month, last_year = numbers.glances(scopes)
    this_year = earlier_months + this_month
    return [
        _pair(day, (_("Today"), _sum(days, day.now)), (_("yesterday"), yesterday)),
        _pair(month, (_("This month"), this_month), (_("last month"), last_month)),
        _pair(year, (_("This year"), this_year), (_("last year"), last_year)),
    ]


def figures(user, now: Side, before: Side) -> list[Figure]:
    """The compared numbers of two sides, each with the way to its records."""
    return [_figure(user, now, before, *figure) for figure in FIGURES]


def _pair(compared: Comparison, now: tuple, before: tuple) -> tuple[Side, Side]:
    return Side(now[0], compared.now, now[1]), Side(before[0], compared.before, before[1])


def _figure(user, now: Side, before: Side, name: str, label: str, kind: str | None) -> Figure:
    value, former = getattr(now.numbers, name), getattr(before.numbers, name)
    return Figure(
        name,
        label,
        value,
        links.counted(user, now.period, kind),
        former,
        links.counted(user, before.period, kind),
        periods.trend(value, former),
    )


def _sum(days: dict[date, Glance], period: Period) -> Glance:
    return sum((found for day, found in days.items() if period.covers(day)), Glance())
