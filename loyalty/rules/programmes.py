"""What a programme promises, and from which day on (LM-2, LM-3). Pure.

A purchase is judged by the terms that are valid on its business date, whenever it is recorded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from loyalty.rules.tiers import Ladder, Tier, ladder


class BadgeMetric(StrEnum):
    """What a badge is awarded for."""

    PURCHASES = "purchases"
    SPEND = "spend"
    POINTS = "points earned"
    FREQUENCY = "purchases a month"


class StorePurchases(StrEnum):
    """Which rows of stores are the purchases of a month; the others feed analytics alone (LP-3)."""

    RECEIPTS = "receipts"
    LINES = "lines"


class Badge(NamedTuple):
    """Awarded from `least` of the metric on."""

    metric: BadgeMetric
    least: Decimal


@dataclass(frozen=True)
class Earning:
    """How a purchase earns points: `points` for each full `unit` of its amount."""

    unit: Decimal
    points: int = 1
    # Nothing below it, and at most `cap` points a purchase; None for none.
    minimum: Decimal | None = None
    cap: int | None = None
    # The codes of departments that earn nothing; known of sales lines alone.
    excluded: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.unit <= 0 or self.points < 0 or (self.cap is not None and self.cap < 0):
            raise ValueError(self)


@dataclass(frozen=True)
class Terms:
    """Every threshold of a programme. Holds and expiry off by default."""

    earning: Earning
    tiers: Ladder
    # Tiers go by the spend of so many calendar months, the running one among them; None: all time.
    tier_months: int | None = None
    badges: tuple[Badge, ...] = ()
    # Points towards which members are shown a goal.
    goal: int = 200
    hold_days: int = 0
    expiry_months: int | None = None
    # An adjustment of more points than this waits for a second admin.
    adjustment_limit: int = 1000
    # Of a month it is asked on its last day, so that no month has both.
    store_purchases: StorePurchases = StorePurchases.RECEIPTS
    # What a point is worth in the programme's currency; None: no liability is stated (LP-14).
    point_value: Decimal | None = None


class Version(NamedTuple):
    """Terms that were published, valid from a day on; `sequence` says in which order."""

    valid_from: date
    sequence: int
    terms: Terms


class BeginsTooEarly(ValueError):
    """A version begins tomorrow at the earliest: what was promised for today stays so."""


def version_on(day: date, versions: Iterable[Version]) -> Version | None:
    """The version valid on a day: the latest that has begun; of one day's the later published."""
    begun = (version for version in versions if version.valid_from <= day)
    return max(begun, key=lambda version: (version.valid_from, version.sequence), default=None)


def check_beginning(valid_from: date, today: date) -> None:
    """Raises BeginsTooEarly for a day before tomorrow."""
    if valid_from < earliest_beginning(today):
        raise BeginsTooEarly(valid_from)


def earliest_beginning(today: date) -> date:
    """The first day on which a version published today can begin."""
    return today + timedelta(days=1)


def excluded_amount(by_department: Mapping[str, Decimal], earning: Earning) -> Decimal:
    """What of a purchase earns nothing: all that was bought in departments left out (LP-4)."""
    return sum((by_department.get(code, Decimal(0)) for code in earning.excluded), Decimal(0))


def deserved_points(amount: Decimal, earning: Earning, stated: int | None = None) -> int:
    """The points that a purchase deserves (LP-4): the till's own figure if it states one.

    `amount` is what is eligible of it. The floor is that of each purchase, not of a sum; a return
    deserves minus what its amount would.
    """
    if stated is not None:
        return stated
    if amount < 0:
        return -deserved_points(-amount, earning)
    if earning.minimum is not None and amount < earning.minimum:
        return 0
    points = int(amount // earning.unit) * earning.points
    return points if earning.cap is None else min(points, earning.cap)


def _tiers(*minima: int) -> Ladder:
    names = ("Bronze", "Silver", "Gold", "Platinum")
    steps = zip(names, minima, strict=True)
    return ladder([Tier(name, Decimal(minimum)) for name, minimum in steps])


def _badges(purchases: int, spend: int, points: int, frequency: int) -> tuple[Badge, ...]:
    least = zip(BadgeMetric, (purchases, spend, points, frequency), strict=True)
    return tuple(Badge(metric, Decimal(number)) for metric, number in least)


DEFAULT, SUPERMARKET = "default", "supermarket"
PRESETS: dict[str, Terms] = {
    DEFAULT: Terms(
        earning=Earning(unit=Decimal(10_000)),
        tiers=_tiers(0, 5_000_000, 10_000_000, 20_000_000),
        badges=_badges(10, 5_000_000, 500, 4),
    ),
    SUPERMARKET: Terms(
        earning=Earning(unit=Decimal("1.00")),
        tiers=_tiers(0, 500, 1_000, 2_000),
        badges=_badges(10, 500, 100, 4),
    ),
}
# The currency that a preset is in, where none is named.
CURRENCY_OF_PRESET = {DEFAULT: "IDR", SUPERMARKET: "EUR"}
