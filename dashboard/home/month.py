"""The days of this month: their numbers, the best of them, and a bar for each."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from crm.calendar import first_day, last_day
from crm.staff.models import User
from dashboard import links
from dashboard.periods import DateRange
from omset.models import DepositorKind
from omset.numbers import Totals

# The drawing's own units; the page stretches it.
HEIGHT = 100
STEP = 10
BAR = 8


class ChartDay(NamedTuple):
    """A day on which something counts, its bar, and the way to its records."""

    date: date
    numbers: Totals
    url: str
    ndp_url: str
    rdp_url: str
    x: int
    y: int
    height: int


def days_of(user: User, period: DateRange, totals_by_day: dict[date, Totals]) -> list[ChartDay]:
    """The days of the period on which something counts, in order, with links and bars."""
    inside = {day: numbers for day, numbers in sorted(totals_by_day.items()) if period.covers(day)}
    highest = max((numbers.total for numbers in inside.values()), default=Decimal(0))
    return [_day(user, day, numbers, highest) for day, numbers in inside.items()]


def best_of(days: list[ChartDay]) -> ChartDay | None:
    """The day with the highest omset, the earlier of equals."""
    return max(days, key=lambda day: day.numbers.total, default=None)


def frame(today: date) -> dict:
    """The drawing's size, with room for the days to come, and the first and last day."""
    last = last_day(today)
    return {
        "width": last.day * STEP,
        "height": HEIGHT,
        "step": STEP,
        "bar": BAR,
        "first": first_day(today),
        "last": last,
    }


def _day(user: User, day: date, numbers: Totals, highest: Decimal) -> ChartDay:
    # However small beside the highest, a day with omset is seen.
    height = max(1, round(numbers.total / highest * HEIGHT))
    days = DateRange(day, day)
    return ChartDay(
        date=day,
        numbers=numbers,
        url=links.counted_records(user, days),
        ndp_url=links.counted_records(user, days, DepositorKind.NDP.value),
        rdp_url=links.counted_records(user, days, DepositorKind.RDP.value),
        x=(day.day - 1) * STEP,
        y=HEIGHT - height,
        height=height,
    )
