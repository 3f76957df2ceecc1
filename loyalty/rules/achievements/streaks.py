"""Streaks: weeks or months in a row with a purchase in each (LP-19). Pure."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from crm.calendar import first_day, previous_month


class StreakUnit(StrEnum):
    """An ISO week from Monday on, or a calendar month."""

    WEEK = "week"
    MONTH = "month"


class Streak(NamedTuple):
    """How many in a row up to now, and at most ever."""

    current: int
    longest: int


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week_before(monday: date) -> date:
    return monday - timedelta(days=7)


_BEGINNING: dict[StreakUnit, Callable[[date], date]] = {
    StreakUnit.WEEK: _monday,
    StreakUnit.MONTH: first_day,
}
_BEFORE: dict[StreakUnit, Callable[[date], date]] = {
    StreakUnit.WEEK: _week_before,
    StreakUnit.MONTH: previous_month,
}


def streak(days: Iterable[date], today: date, unit: StreakUnit) -> Streak:
    """The streak of whoever bought on these days; what lies after today does not count yet.

    An empty present week or month does not break it: it ends in that one or the one before.
    """
    beginning, before = _BEGINNING[unit], _BEFORE[unit]
    bought = {beginning(day) for day in days if day <= today}
    lengths: dict[date, int] = {}
    for each in sorted(bought):
        lengths[each] = lengths.get(before(each), 0) + 1
    present = beginning(today)
    current = lengths.get(present) or lengths.get(before(present), 0)
    return Streak(current, max(lengths.values(), default=0))
