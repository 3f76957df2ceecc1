"""What a month earns, from its days and a plan (BO-1 to BO-6). Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bonuses.rules.figures import ZERO, Figures


class Threshold(NamedTuple):
    """A month's omset in rupiah from which on `bonus` is paid, the boundary included (BO-3)."""

    omset: Decimal
    bonus: Decimal


class Tier(NamedTuple):
    """So many customers in one day earn `bonus`; without `most` there is no upper end."""

    least: int
    most: int | None
    bonus: Decimal

    @property
    def label(self) -> str:
        """What the tier covers, as people write it: 8–10, 11+."""
        if self.most is None:
            return f"{self.least}+"
        return f"{self.least}" if self.least == self.most else f"{self.least}–{self.most}"

    def covers(self, count: int) -> bool:
        return self.least <= count and (self.most is None or count <= self.most)


class Targets(NamedTuple):
    """The targets of a plan: omset a month in rupiah, NDP and RDP a day (LB-6)."""

    omset: Decimal
    ndp: int
    rdp: int

    @property
    def daily(self) -> "DailyTargets":
        return DailyTargets(self.ndp, self.rdp)


class DailyTargets(NamedTuple):
    """What makes a day of the month successful, either of them (LB-7)."""

    ndp: int
    rdp: int


@dataclass(frozen=True)
class Plan:
    """Bonuses in the plan's own currency, and targets, of the months it is valid for."""

    main: tuple[Threshold, ...]
    ndp: tuple[Tier, ...]
    rdp: tuple[Tier, ...]
    targets: Targets
    currency: str = "USD"


def _daily(first: int, second: int) -> tuple[Tier, ...]:
    return Tier(first, second - 1, Decimal("2.50")), Tier(second, None, Decimal("5.00"))


DEFAULT = Plan(
    main=tuple(
        Threshold(Decimal(millions * 1_000_000), Decimal(bonus))
        for millions, bonus in ((70, 20), (100, 30), (140, 50), (210, 75), (280, 100))
    ),
    ndp=_daily(8, 11),
    rdp=_daily(12, 16),
    targets=Targets(Decimal(100_000_000), 10, 15),
)


class DayCounts(NamedTuple):
    """One person's counted deposits of one date, all products together."""

    date: date
    records: int
    total: Decimal
    ndp: int
    rdp: int


@dataclass(frozen=True, kw_only=True)
class Earned(Figures):
    """What a month earns, in the plan's currency; its total bonus is worked out (BO-6)."""

    total_bonus: Decimal = field(init=False)
    # Days that hit each tier, by its label.
    ndp_days: dict[str, int] = field(default_factory=dict)
    rdp_days: dict[str, int] = field(default_factory=dict)
    # Day of the month, NDP and RDP of each day worked, in order.
    days: tuple[tuple[int, int, int], ...] = ()

    def __post_init__(self) -> None:
        total_bonus = self.main_bonus + self.ndp_bonus + self.rdp_bonus
        object.__setattr__(self, "total_bonus", total_bonus)


def earned(days: Iterable[DayCounts], plan: Plan) -> Earned:
    """What these days of one month earn under `plan`."""
    days = list(days)
    total = sum((day.total for day in days), ZERO)
    ndp, rdp = [day.ndp for day in days], [day.rdp for day in days]
    return Earned(
        total=total,
        records=sum(day.records for day in days),
        ndp=sum(ndp),
        rdp=sum(rdp),
        days_worked=len(days),
        success_days=sum(met_by(day.ndp, day.rdp, plan.targets.daily) is not None for day in days),
        main_bonus=main_bonus(total, plan.main),
        ndp_bonus=sum((daily_bonus(count, plan.ndp) for count in ndp), ZERO),
        rdp_bonus=sum((daily_bonus(count, plan.rdp) for count in rdp), ZERO),
        ndp_days=_hits(ndp, plan.ndp),
        rdp_days=_hits(rdp, plan.rdp),
        days=tuple(sorted((day.date.day, day.ndp, day.rdp) for day in days)),
    )


def earned_on(
    total: Decimal, ndp_days: Mapping[str, int], rdp_days: Mapping[str, int], plan: Plan
) -> Earned:
    """The bonuses of a month with this omset and so many days that hit each tier, by its label."""
    return Earned(
        total=total,
        main_bonus=main_bonus(total, plan.main),
        ndp_bonus=_sum_of_hits(ndp_days, plan.ndp),
        rdp_bonus=_sum_of_hits(rdp_days, plan.rdp),
    )


def main_bonus(total: Decimal, thresholds: Iterable[Threshold]) -> Decimal:
    """The bonus of the highest threshold that `total` reaches; they do not add up (BO-3)."""
    reached = [threshold for threshold in thresholds if total >= threshold.omset]
    return max(reached).bonus if reached else ZERO


def daily_bonus(count: int, tiers: Iterable[Tier]) -> Decimal:
    """What `count` NDP or RDP of one day earn (BO-4, BO-5)."""
    tier = tier_of(count, tiers)
    return tier.bonus if tier else ZERO


def tier_of(count: int, tiers: Iterable[Tier]) -> Tier | None:
    """The tier that `count` falls into; a valid plan has at most one."""
    return next((tier for tier in tiers if tier.covers(count)), None)


def met_by(ndp: int, rdp: int, targets: DailyTargets) -> str | None:
    """Which target makes the day successful: ndp before rdp, None for neither (LB-7, LB-8)."""
    if ndp >= targets.ndp:
        return "ndp"
    return "rdp" if rdp >= targets.rdp else None


def _sum_of_hits(days: Mapping[str, int], tiers: tuple[Tier, ...]) -> Decimal:
    return sum((tier.bonus * days.get(tier.label, 0) for tier in tiers), ZERO)


def _hits(counts: list[int], tiers: tuple[Tier, ...]) -> dict[str, int]:
    days = Counter(tier.label for count in counts if (tier := tier_of(count, tiers)))
    return {tier.label: days[tier.label] for tier in tiers}
