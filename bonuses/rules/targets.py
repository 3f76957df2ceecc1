"""How a month goes against its targets (LB-7 to LB-14). Pure; dates are dates in Jakarta."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import NamedTuple

from crm.calendar import add_months, days_in_month, first_day

REQUIRED_DAYS = 18
# From so many remaining days on, a month that is behind is warned about (LB-11).
WARN_WITHIN = 10
ONE_DAY = timedelta(days=1)


class Level(IntEnum):
    """How serious it is (LB-11)."""

    FINE = 0
    BEHIND = 1
    LAST_MONTH_FAILED = 2
    TWO_MONTHS_FAILED = 3


@dataclass(frozen=True)
class Progress:
    """A person's month as seen on `day`: that day itself, or a past month's last one."""

    day: date
    success_days: int
    level: Level
    today_met: bool = False

    @property
    def achieved(self) -> bool:
        return self.success_days >= REQUIRED_DAYS

    @property
    def remaining(self) -> int:
        """Days of the month after `day` (LB-9)."""
        return days_in_month(self.day) - self.day.day

    @property
    def needed(self) -> int:
        """Successful days still missing."""
        return max(REQUIRED_DAYS - self.success_days, 0)

    @property
    def reachable(self) -> bool:
        return self.needed <= self.remaining

    @property
    def projected(self) -> int:
        """Successful days at the month's end if it goes on like this (LB-9)."""
        return self.success_days * days_in_month(self.day) // self.day.day

    @property
    def status(self) -> str:
        """The first that holds (LB-12)."""
        if self.level >= Level.LAST_MONTH_FAILED:
            return "critical" if self.level == Level.TWO_MONTHS_FAILED else "warning"
        if self.achieved:
            return "achieved"
        if self.today_met:
            return "today"
        return "on-track" if self.projected >= REQUIRED_DAYS else "in-progress"

    @property
    def colour(self) -> str:
        """The banner's colour (LB-12)."""
        if self.level >= Level.LAST_MONTH_FAILED:
            return "error" if self.level == Level.TWO_MONTHS_FAILED else "orange"
        if self.today_met:
            return "success"
        return "warning" if self.level == Level.BEHIND else "info"


def progress(
    day: date, success_days: Mapping[date, int], *, since: date, today_met: bool = False
) -> Progress:
    """How the month of `day` goes. `success_days` by the first of each month, absent for none.

    Months before the one of `since`, when the person began, are not held against them.
    """
    month = first_day(day)
    before = [_failed(month, back, success_days, since) for back in (1, 2)]
    count = success_days.get(month, 0)
    return Progress(
        day=day, success_days=count, level=_level(day, count, *before), today_met=today_met
    )


class Streak(NamedTuple):
    """Successful days in a row, and the last day before them, which is none of them."""

    days: int
    broken_on: date


def streak(successful: Collection[date], today: date, days_off: Collection[date] = ()) -> Streak:
    """The streak up to today; if today is not successful yet it breaks nothing (LB-13).

    It goes on over the ends of months. Days off neither break nor count.
    """
    day = today if today in successful else today - ONE_DAY
    days = 0
    while (counts := day in successful) or day in days_off:
        days += counts
        day -= ONE_DAY
    return Streak(days, day)


def _failed(month: date, back: int, success_days: Mapping[date, int], since: date) -> bool:
    """Whether the month so many months ago was failed; another year's is never held (LB-10)."""
    if month.month <= back:
        return False
    earlier = add_months(month, -back)
    return earlier >= first_day(since) and success_days.get(earlier, 0) < REQUIRED_DAYS


def _level(day: date, count: int, last_failed: bool, one_before_failed: bool) -> Level:
    if last_failed:
        return Level.TWO_MONTHS_FAILED if one_before_failed else Level.LAST_MONTH_FAILED
    late = days_in_month(day) - day.day <= WARN_WITHIN
    return Level.BEHIND if late and count < REQUIRED_DAYS else Level.FINE
