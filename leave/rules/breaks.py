"""How long the breaks of a shift were, in whole seconds, each counted once. Pure (IZ-1, IZ-2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")
MINUTE = 60


@dataclass(frozen=True)
class BreakTime:
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


@dataclass(frozen=True)
class BreakTotal:
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
    breaks = list(breaks)
    agreed = (each.seconds() for each in breaks if not each.waits)
    return BreakTotal(
        seconds=sum(each.seconds(now) for each in breaks),
        agreed=sum(agreed),
        allowance=allowance,
    )


def minutes_of(seconds: int) -> Decimal:
    """Minutes with two decimals, rounded half up (IZ-1)."""
    return (Decimal(seconds) / MINUTE).quantize(HUNDREDTH, ROUND_HALF_UP)


def whole_seconds(first: datetime, last: datetime) -> int:
    """Seconds between two instants of a clock that shows whole seconds; never below 0."""
    shown_first, shown_last = (moment.replace(microsecond=0) for moment in (first, last))
    return max(0, int((shown_last - shown_first).total_seconds()))
