"""To which shift an instant belongs: also one that goes on over midnight. Pure (AT-2, AT-3, IZ-2).

Everything that asks for "the day" of a check-in, a break or a lateness asks here. Of all instants
each belongs to exactly one date.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")
DAY = timedelta(days=1)
MINUTES_OF_A_DAY = 24 * 60
# Whoever comes before a shift that starts soon after midnight comes for that shift.
EARLY = timedelta(hours=2)


@dataclass(frozen=True)
class Hours:
    """The working hours of a date, in minutes after midnight; an end up to the start is of the
    next day.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        in_bounds = all(0 <= minute < MINUTES_OF_A_DAY for minute in (self.start, self.end))
        if not in_bounds or self.start == self.end:
            raise ValueError(f"no working hours: {self.start} to {self.end}")

    @property
    def is_overnight(self) -> bool:
        """True if the shift ends on the date after the one on which it starts."""
        return self.end < self.start

    @property
    def minutes(self) -> int:
        """How long the shift is."""
        return (self.end - self.start) % MINUTES_OF_A_DAY

    def __str__(self) -> str:
        return f"{clock(self.start)}-{clock(self.end)}"


# The working hours of a Jakarta date.
HoursOf = Callable[[date], Hours]


@dataclass(frozen=True)
class Shift:
    """One shift: the date that it is called by is the one on which it starts."""

    date: date
    starts_at: datetime
    ends_at: datetime

    def covers(self, instant: datetime) -> bool:
        """True from the start up to, and without, the end."""
        return self.starts_at <= instant < self.ends_at

    def within(self, instant: datetime) -> datetime:
        """The instant, or the end of the shift if that is earlier."""
        return min(instant, self.ends_at)


def shift_on(day: date, hours: Hours) -> Shift:
    """The shift that starts on a Jakarta date."""
    last = day + DAY if hours.is_overnight else day
    return Shift(day, _at(day, hours.start), _at(last, hours.end))


def shift_of(instant: datetime, hours_of: HoursOf) -> Shift:
    """The shift to which an instant belongs.

    Its Jakarta date's, but for two: what lies in the night shift of the day before belongs to
    that, and from two hours before a shift that starts after midnight one comes for that.
    """
    today = instant.astimezone(JAKARTA).date()
    before, here, after = (shift_on(day, hours_of(day)) for day in _around(today))
    if instant < before.ends_at and instant < here.starts_at:
        return before
    if instant >= here.ends_at and instant >= after.starts_at - EARLY:
        return after
    return here


def belongs_until(day: date, hours_of: HoursOf) -> datetime:
    """The first instant that belongs to the shift of the next date, no longer to that of `day`."""
    here, after = shift_on(day, hours_of(day)), shift_on(day + DAY, hours_of(day + DAY))
    midnight = _at(day + DAY, 0)
    if here.ends_at > midnight:
        return min(here.ends_at, after.starts_at)
    return max(here.ends_at, min(midnight, after.starts_at - EARLY))


def instant_of(day: date, minute: int, hours_of: HoursOf) -> datetime | None:
    """When a clock shows so many minutes after midnight in the shift of a date; None: never.

    On a date whose hours have become other ones it may be twice: inside of the shift, then.
    """
    shift = shift_on(day, hours_of(day))
    instants = [_at(candidate, minute) for candidate in _around(day)]
    belonging = [instant for instant in instants if shift_of(instant, hours_of) == shift]
    inside = [instant for instant in belonging if shift.covers(instant)]
    return next(iter(inside or belonging), None)


def clock(minute: int) -> str:
    """`09:05`, of minutes after midnight."""
    return f"{minute // 60:02}:{minute % 60:02}"


def clock_of(instant: datetime) -> str:
    """`09:05`, what a clock in Jakarta shows."""
    return f"{instant.astimezone(JAKARTA):%H:%M}"


def _around(day: date) -> tuple[date, date, date]:
    return day - DAY, day, day + DAY


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), JAKARTA)
