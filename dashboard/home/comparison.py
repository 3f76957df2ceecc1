"""Today, this month and this year beside the time they are measured against."""

from datetime import date, timedelta
from typing import NamedTuple

from bson import ObjectId
from django.utils.translation import gettext_lazy as _

from crm.calendar import first_day
from crm.staff.models import User
from dashboard import links, periods
from dashboard.periods import Comparison, DateRange
from omset import numbers
from omset.models import DepositorKind
from omset.numbers import TallyScope, Totals

# A name in Totals, its label, and the kind of the records behind it.
FIGURES = (
    ("total", _("Omset"), None),
    ("ndp", DepositorKind.NDP.label, DepositorKind.NDP.value),
    ("rdp", DepositorKind.RDP.label, DepositorKind.RDP.value),
    ("records", _("Records"), None),
)


class Side(NamedTuple):
    """One of the two times that are compared."""

    label: str
    period: DateRange
    numbers: Totals


class Figure(NamedTuple):
    name: str
    label: str
    now: object
    now_url: str
    before: object
    before_url: str
    trend: object


def days_to(today: date, staff: ObjectId | None) -> dict[date, Totals]:
    """The numbers of each day of this month and of yesterday; one command."""
    start = min(first_day(today), today - timedelta(days=1))
    return numbers.totals_by(TallyScope(start, today, staff), "day")


def sides(today: date, staff: ObjectId | None, days: dict[date, Totals]) -> list[tuple]:
    """Three pairs of sides: day, month, year. `days` are those of days_to().

    Reads last month and the two years: one command.
    """
    day, month = periods.against_yesterday(today), periods.against_last_month(today)
    year = periods.against_last_year(today)
    this_month, yesterday = _sum(days, month.now), _sum(days, day.before)
    # This year before the current month: whole months, so a few rows answer. None in January.
    earlier = DateRange(year.now.start, month.now.start - timedelta(days=1))
    before = (earlier, month.before, year.before)
    scopes = [TallyScope(*period, staff) for period in before]
    earlier_months, last_month, last_year = numbers.totals_of_scopes(scopes)
    this_year = earlier_months + this_month
    return [
        _pair(day, (_("Today"), _sum(days, day.now)), (_("yesterday"), yesterday)),
        _pair(month, (_("This month"), this_month), (_("last month"), last_month)),
        _pair(year, (_("This year"), this_year), (_("last year"), last_year)),
    ]


def figures(user: User, now: Side, before: Side) -> list[Figure]:
    """The compared numbers of two sides, each with the way to its records."""
    return [_figure(user, now, before, *figure) for figure in FIGURES]


def _pair(compared: Comparison, now: tuple, before: tuple) -> tuple[Side, Side]:
    return Side(now[0], compared.now, now[1]), Side(before[0], compared.before, before[1])


def _figure(user: User, now: Side, before: Side, name: str, label: str, kind: str | None) -> Figure:
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


def _sum(days: dict[date, Totals], period: DateRange) -> Totals:
    return sum((totals for day, totals in days.items() if period.covers(day)), Totals())
