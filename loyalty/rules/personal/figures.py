"""The figures of one member (LA-3): spend, purchases, average, frequency, last purchase. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from loyalty.rules.figures import NO_DATA, Figure, figure, quotient
from loyalty.rules.points.deserved import Purchase, deserved
from loyalty.rules.programmes import Version

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
    # The day of the opening that has it in what was stated; None for one that none has (LP-9).
    stated_on: date | None = None
    # Bought after the member was closed: it is shown, and reaches nothing.
    is_late: bool = False

    @classmethod
    def of(
        cls, purchase: Purchase, versions: Iterable[Version], minute: int | None = None
    ) -> "MemberPurchase":
        """A purchase with what it deserves, by what posts its points."""
        points = deserved(purchase, versions).points
        stated_on = purchase.opening_day if purchase.is_in_opening else None
        return cls(purchase.day, purchase.amount, points, minute, stated_on, purchase.is_late)

    @property
    def is_visit(self) -> bool:
        """A return is no visit."""
        return self.amount > 0

    def adds_spend(self, day: date) -> bool:
        """Whether it is in the spend of a day beside what was stated by then."""
        is_stated = self.stated_on is not None and self.stated_on <= day
        return self.day <= day and not (self.is_late or is_stated)


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
    purchases: Sequence[MemberPurchase], openings: Iterable[Opening] = ()
) -> MemberFigures:
    """The figures of these purchases. Those up to an opening's day are in its spend (LP-9)."""
    visits = [each for each in purchases if each.is_visit]
    total = sum((each.amount for each in visits), ZERO)
    count = len(visits)
    return MemberFigures(
        spend=lifetime_spend(purchases, openings),
        purchases=count,
        average=quotient(figure(total), figure(count)) if visits else NO_DATA,
        frequency=figure(frequency([each.day for each in visits])),
        last=max((each.day for each in visits), default=None),
    )


def lifetime_spend(
    purchases: Iterable[MemberPurchase], openings: Iterable[Opening] = (), day: date = date.max
) -> Decimal:
    """Purchases less returns up to a day, on top of what was stated by then and has not got them.

    After a merge there are several openings, each with the purchases of its own cards (LM-14).
    """
    stated = sum((each.spend for each in openings if each.day <= day), ZERO)
    return sum((each.amount for each in purchases if each.adds_spend(day)), stated)


def frequency(days: Sequence[date]) -> Decimal | None:
    """Purchases a month of 30 days, with one decimal, half up; None without a purchase.

    All of one day count as of one month: four receipts of a day are 4.0.
    """
    if not days:
        return None
    between = (max(days) - min(days)).days
    months = max(Decimal(1), Decimal(between) / DAYS_OF_FREQUENCY)
    return (len(days) / months).quantize(ONE_DECIMAL, ROUND_HALF_UP)
