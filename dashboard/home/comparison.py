"""Today, this month and this year beside the time they are measured against."""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.calendar import first_day
from crm.staff.models import User
from dashboard import links, periods
from dashboard.periods import DateRange
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

    label: str | Promise
    period: DateRange
    numbers: Totals


class Figure(NamedTuple):
    """A compared number, and the records behind both of its values."""

    name: str
    label: str | Promise
    now: Decimal | int
    now_url: str
    before: Decimal | int
    before_url: str
    # In percent, or one of the words of dashboard.periods.trend().
    trend: Decimal | str


def days_to(today: date, staff: ObjectId | None) -> dict[date, Totals]:
    """The numbers of each day of this month and of yesterday; one command."""
    start = min(first_day(today), today - timedelta(days=1))
    return numbers.totals_by(TallyScope(start, today, staff), "day")


def sides(today: date, staff: ObjectId | None, days: dict[date, Totals]) -> list[tuple[Side, Side]]:
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
        (
            Side(_("Today"), day.now, _sum(days, day.now)),
            Side(_("yesterday"), day.before, yesterday),
        ),
        (
            Side(_("This month"), month.now, this_month),
            Side(_("last month"), month.before, last_month),
        ),
        (
            Side(_("This year"), year.now, this_year),
            Side(_("last year"), year.before, last_year),
        ),
    ]


def figures(user: User, now: Side, before: Side) -> list[Figure]:
    """The compared numbers of two sides, each with the way to its records."""
    return [_figure(user, now, before, *figure) for figure in FIGURES]


def _figure(
    user: User, now: Side, before: Side, name: str, label: str | Promise, kind: str | None
) -> Figure:
    value, former = getattr(now.numbers, name), getattr(before.numbers, name)
    return Figure(
        name=name,
        label=label,
        now=value,
        now_url=links.counted_records(user, now.period, kind),
        before=former,
        before_url=links.counted_records(user, before.period, kind),
        trend=periods.trend(value, former),
    )


def _sum(days: dict[date, Totals], period: DateRange) -> Totals:
    return sum((totals for day, totals in days.items() if period.covers(day)), Totals())
