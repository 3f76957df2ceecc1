"""Months, each named by its first day. Pure; a moment keeps its time of day."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime
from typing import TypeVar

Moment = TypeVar("Moment", date, datetime)


def first_day(day: Moment) -> Moment:
    """The first day of the month that `day` lies in."""
    return day.replace(day=1)


def last_day(day: Moment) -> Moment:
    """The last day of the month that `day` lies in."""
    return day.replace(day=days_in_month(day))


def days_in_month(day: date) -> int:
    """How many days the month of `day` has."""
    return monthrange(day.year, day.month)[1]


def add_months(day: Moment, months: int) -> Moment:
    """The first day of the month so many months after that of `day`, or before it if negative."""
    year, index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=index + 1, day=1)


def next_month(day: Moment) -> Moment:
    """The first day of the month after that of `day`."""
    return add_months(day, 1)


def previous_month(day: Moment) -> Moment:
    """The first day of the month before that of `day`."""
    return add_months(day, -1)


def months_between(first: Moment, last: Moment) -> Iterator[Moment]:
    """The first day of each month from that of `first` to that of `last`, both included."""
    month = first_day(first)
    while month <= last:
        yield month
        month = next_month(month)
