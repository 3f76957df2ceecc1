"""How long the breaks of a shift were, in whole seconds, each counted once. Pure (IZ-1, IZ-2)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

HUNDREDTH = Decimal("0.01")
MINUTE = 60
SECOND = timedelta(seconds=1)


class BreakTime(NamedTuple):
    """One break: when it began and ended, None while it goes on.

    One that the system closed waits for an admin, and until then nothing follows from it.
    """

    started_at: datetime
    ended_at: datetime | None = None
    waits: bool = False

    def seconds(self, now: datetime | None = None) -> int:
        """Whole seconds up to its end; up to `now` while it goes on, 0 without that."""
        end = self.ended_at or now
        return whole_seconds(self.started_at, end) if end else 0


class BreakTotal(NamedTuple):
    """The breaks of one person in one shift, in whole seconds."""

    # Those that have ended, waiting ones included, and what the open one has taken up to now.
    seconds: int
    # Of those what is agreed: ended, by the person or confirmed by an admin.
    agreed: int
    allowance: int

    @property
    def left(self) -> int:
        """What may be taken still."""
        return max(0, self.allowance - self.seconds)

    @property
    def over(self) -> int:
        """By how much all of it passes the allowance."""
        return max(0, self.seconds - self.allowance)

    @property
    def over_agreed(self) -> int:
        """By how much the agreed breaks pass the allowance: what fees are about."""
        return max(0, self.agreed - self.allowance)

    @property
    def over_minutes(self) -> Decimal:
        """The agreed overage in minutes, to the hundredth (case 63: 30:01 is 0.02 over)."""
        return minutes_of(self.over_agreed)


def total(breaks: Iterable[BreakTime], allowance: int, now: datetime | None = None) -> BreakTotal:
    """The sum of a shift's breaks against an allowance in seconds; `now` counts an open one."""
    seconds = agreed = 0
    for each in breaks:
        length = each.seconds(now)
        seconds += length
        # One that goes on is agreed about when it has ended.
        agreed += 0 if each.waits or each.ended_at is None else length
    return BreakTotal(seconds, agreed, allowance)


def minutes_of(seconds: int) -> Decimal:
    """Minutes with two decimals, rounded half up (IZ-1)."""
    return (Decimal(seconds) / MINUTE).quantize(HUNDREDTH, ROUND_HALF_UP)


def whole_seconds(first: datetime, last: datetime) -> int:
    """Seconds between two instants of a clock that shows whole seconds; never below 0."""
    return max(0, (_shown(last) - _shown(first)) // SECOND)


def _shown(moment: datetime) -> datetime:
    return moment.replace(microsecond=0) if moment.microsecond else moment
