"""What of a deposit is beyond what the floor takes for plausible. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

# The two reasons, and the words that a file has for them.
TOO_LARGE, TOO_OLD = "largest", "oldest"


@dataclass(frozen=True)
class DepositLimits:
    """The largest total of one deposit in rupiah; the oldest date that may be entered, or None."""

    largest: Decimal
    oldest: date | None


def oldest_date(today: date, days: int) -> date:
    """The oldest date that may be entered on `today` with so many days back."""
    return today - timedelta(days=days)


def exceeded(total: Decimal, day: date, limits: DepositLimits) -> dict[str, str]:
    """Each limit that a deposit is beyond, with its value as text; empty for none.

    What equals a limit is within it.
    """
    beyond = {}
    if total > limits.largest:
        beyond[TOO_LARGE] = format(limits.largest, "f")
    if limits.oldest and day < limits.oldest:
        beyond[TOO_OLD] = limits.oldest.isoformat()
    return beyond
