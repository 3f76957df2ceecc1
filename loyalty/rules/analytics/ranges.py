"""The days that figures are about, and the days before that they are compared with (LX-4). Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from crm.calendar import add_months, first_day, last_day, months_between


@dataclass(frozen=True)
class DateRange:
    """From a first to a last day, both included; either end may be open."""

    first: date | None = None
    last: date | None = None

    @property
    def months(self) -> tuple[int, int]:
        """The first and the last month of it as YYYYMM; what is open holds every month."""
        return (
            month_number(self.first) if self.first else 0,
            month_number(self.last) if self.last else 999999,
        )

    def before(self) -> "DateRange | None":
        """As many days, or whole months, before; None where an end is open."""
        if self.first is None or self.last is None:
            return None
        if self.first == first_day(self.first) and self.last == last_day(self.last):
            return _months_before(self.first, self.last)
        days = self.last - self.first + timedelta(1)
        return DateRange(self.first - days, self.first - timedelta(1))

    def whole_months(self) -> "DateRange":
        """The same with the whole of its first and last month: sales lines have no days."""
        first = first_day(self.first) if self.first else None
        return DateRange(first, last_day(self.last) if self.last else None)


def month_number(day: date) -> int:
    """The month of a day as files have it, YYYYMM."""
    return day.year * 100 + day.month


def first_of_month(number: int) -> date:
    """The first day of a month YYYYMM."""
    return date(number // 100, number % 100, 1)


def latest_months(last: date, months: int = 12) -> list[int]:
    """So many months up to the one of `last`, in order (LX-6)."""
    first = add_months(first_day(last), 1 - months)
    return [month_number(month) for month in months_between(first, last)]


def _months_before(first: date, last: date) -> DateRange:
    count = len(list(months_between(first, last)))
    return DateRange(add_months(first, -count), first - timedelta(1))
