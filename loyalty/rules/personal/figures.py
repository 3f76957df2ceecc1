"""The figures of one member (LA-3): spend, purchases, average, frequency, last purchase. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from loyalty.rules.figures import NO_DATA, Figure, figure, quotient

ZERO, ONE_DECIMAL = Decimal(0), Decimal("0.1")
DAYS_OF_FREQUENCY = 30


class MemberPurchase(NamedTuple):
    """One that is counted: an amount other than 0, below 0 for a return (LP-3)."""

    day: date
    amount: Decimal
    # What it deserves (LP-4).
    points: int = 0
    # Minutes after midnight, where the source has a time.
    minute: int | None = None

    @property
    def is_visit(self) -> bool:
        """A return is no visit."""
        return self.amount > 0


class Opening(NamedTuple):
    """What the registry stated first, and the day on which it was true (LP-9)."""

    spend: Decimal
    day: date
    points: int = 0


def stated_opening(day: date | None, spend: Decimal | None, points: int | None) -> Opening | None:
    """The opening of whoever has a day of one; what the registry left out is 0 (LP-9)."""
    return None if day is None else Opening(spend or ZERO, day, points or 0)


@dataclass(frozen=True)
class MemberFigures:
    """What the purchases of a member come to."""

    spend: Decimal
    purchases: int
    average: Figure
    # Purchases a month, with one decimal.
    frequency: Figure
    # None for never.
    last: date | None

    def days_since(self, today: date) -> int | None:
        """Whole days since the last purchase; None, never 0, for whoever has not bought."""
        return None if self.last is None else (today - self.last).days


def member_figures(
    purchases: Sequence[MemberPurchase], opening: Opening | None = None
) -> MemberFigures:
    """The figures of these purchases. Those up to the opening's day are in its spend (LP-9)."""
    visits = [each for each in purchases if each.is_visit]
    total = sum((each.amount for each in visits), ZERO)
    count = len(visits)
    return MemberFigures(
        spend=lifetime_spend(purchases, opening),
        purchases=count,
        average=quotient(figure(total), figure(count)) if visits else NO_DATA,
        frequency=figure(frequency([each.day for each in visits])),
        last=max((each.day for each in visits), default=None),
    )


def lifetime_spend(purchases: Iterable[MemberPurchase], opening: Opening | None = None) -> Decimal:
    """Purchases less returns; with an opening those after its day, on top of what it stated."""
    if opening is None:
        return sum((each.amount for each in purchases), ZERO)
    later = (each.amount for each in purchases if each.day > opening.day)
    return sum(later, opening.spend)


def frequency(days: Sequence[date]) -> Decimal | None:
    """Purchases a month of 30 days, with one decimal, half up; None without a purchase.

    All of one day count as of one month: four receipts of a day are 4.0.
    """
    if not days:
        return None
    between = (max(days) - min(days)).days
    months = max(Decimal(1), Decimal(between) / DAYS_OF_FREQUENCY)
    return (len(days) / months).quantize(ONE_DECIMAL, ROUND_HALF_UP)
