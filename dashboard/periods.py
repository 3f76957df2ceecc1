"""Which days are compared with which, and how much a number changed. Pure."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from crm.calendar import add_months, days_in_month, first_day, previous_month

NEW = "new"
SAME = "same"


class DateRange(NamedTuple):
    """Days, both ends included."""

    start: date
    end: date

    def covers(self, day: date) -> bool:
        """True if `day` lies in the period."""
        return self.start <= day <= self.end

    def meets(self, start: date, end: date) -> bool:
        """True if any day from `start` to `end` lies in the period."""
        return self.start <= end and start <= self.end


class ComparedPeriods(NamedTuple):
    now: DateRange
    before: DateRange


def against_yesterday(today: date) -> ComparedPeriods:
    """Today and yesterday."""
    yesterday = today - timedelta(days=1)
    return ComparedPeriods(DateRange(today, today), DateRange(yesterday, yesterday))


def against_last_month(today: date) -> ComparedPeriods:
    """This month to date and the same days of last month, which may have fewer of them."""
    before = previous_month(today)
    before = before.replace(day=min(today.day, days_in_month(before)))
    return ComparedPeriods(_month_to(today), _month_to(before))


def against_last_year(today: date) -> ComparedPeriods:
    """This year to date and the same period of last year; 29 February becomes the 28th."""
    before = add_months(today, -12)
    before = before.replace(day=min(today.day, days_in_month(before)))
    return ComparedPeriods(_year_to(today), _year_to(before))


def trend(now: Decimal | int, before: Decimal | int) -> Decimal | str:
    """The change in percent of `before`, to one place; NEW from nothing, SAME if both are 0."""
    if before:
        change = (Decimal(now) - before) / before * 100
        return change.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return NEW if now else SAME


def _month_to(day: date) -> DateRange:
    return DateRange(first_day(day), day)


def _year_to(day: date) -> DateRange:
    return DateRange(day.replace(month=1, day=1), day)
