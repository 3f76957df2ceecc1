"""One person's month in full: figures, days, tiers, what is missing, adjustments (BO-6, BO-9)."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId
from django.db.models import Q

from bonuses import schedule
from bonuses.models import Adjustment, Closing, Statement
from bonuses.months import standings
from bonuses.months.figures import (
    MonthFigures,
    closing_if_over,
    figures_of_closing,
    in_display_currency,
    statement_days,
)
from bonuses.rules import payment, plans, rates
from bonuses.rules.figures import ZERO, FigureChange, values_of
from bonuses.rules.rates import DayCounts, Earned, Plan, Threshold, Tier
from bonuses.statements.currency import DisplayCurrency, display_currency
from bonuses.statements.sheet import PersonLine, month_line
from omset.rules.classify import NDP, RDP


class DayLine(NamedTuple):
    """A day with counted deposits and what it earns; a tier is None where none was hit."""

    date: date
    records: int
    total: Decimal
    ndp: int
    rdp: int
    ndp_tier: Tier | None
    rdp_tier: Tier | None
    ndp_bonus: Decimal
    rdp_bonus: Decimal


class TierLine(NamedTuple):
    """A daily tier, on how many days it was hit, and what they earn together."""

    kind: str
    label: str
    bonus: Decimal
    days: int

    @property
    def sum(self) -> Decimal:
        return self.bonus * self.days


@dataclass(frozen=True)
class PersonMonth:
    """Omset in rupiah, bonuses in the display currency, each adjustment in its own."""

    month: date
    line: PersonLine
    plan: Plan
    days: list[DayLine]
    display: DisplayCurrency
    # Lines that came into this month, and lines that later changes to it made elsewhere.
    adjustments: list[Adjustment]
    later: list[Adjustment]
    closing: Closing | None = None
    # The figures of a closed month that are others now than when it was closed.
    changes: tuple[FigureChange, ...] = ()

    @property
    def thresholds(self) -> list[Threshold]:
        """The main tiers from the lowest to the highest."""
        return sorted(self.plan.main)

    @property
    def reached(self) -> Threshold | None:
        """The highest threshold that the omset reaches (BO-3)."""
        met = [row for row in self.thresholds if row.omset <= self.line.total]
        return met[-1] if met else None

    @property
    def next(self) -> Threshold | None:
        """The lowest threshold above the omset; None from the highest on."""
        return next((row for row in self.thresholds if row.omset > self.line.total), None)

    @property
    def missing(self) -> Decimal | None:
        """How much omset the next threshold is away."""
        return self.next.omset - self.line.total if self.next else None

    @property
    def tiers(self) -> list[TierLine]:
        """Every daily tier, those of NDP first, each from the lowest to the highest (BO-6)."""
        return [
            TierLine(kind=kind, label=tier.label, bonus=tier.bonus, days=day_tiers.count(tier))
            for kind, tiers, day_tiers in (
                (NDP, self.plan.ndp, [day.ndp_tier for day in self.days]),
                (RDP, self.plan.rdp, [day.rdp_tier for day in self.days]),
            )
            for tier in sorted(tiers, key=lambda tier: tier.least)
        ]

    @property
    def others(self) -> list[str]:
        """The currencies besides the month's own in which something is adjusted."""
        return payment.others(self.plan.currency, self.line.adjusted)

    @property
    def differs(self) -> bool:
        """True if something was changed since the month was closed."""
        return bool(self.closing and (self.later or self.changes))


def person_month(staff_id: ObjectId, name: str, month: date, currency: str = "") -> PersonMonth:
    """The month of a staff member as closed, else as the ledger is now: at most five commands.

    In rupiah if `currency` is IDR and a rate exists: at most one command more.
    """
    closing = closing_if_over(month)
    display = display_currency(currency, month, closing)
    month_figures = (
        in_display_currency(figures_of_closing(closing, staff_id), display) if closing else None
    )
    if month_figures and staff_id in month_figures.statements:
        line, plan, days = _as_closed(month_figures.statements[staff_id], month_figures, display)
    else:
        line, plan, days = _as_now(staff_id, name, month, display, is_closed=closing is not None)
    lines = _adjustments(staff_id, month, closing)
    into = [row for row in lines if row.into == month]
    return PersonMonth(
        month=month,
        line=replace(line, adjusted=_sums(into, display)),
        plan=plan,
        days=days,
        display=display,
        adjustments=into,
        later=[row for row in lines if closing and row.closing_id == closing.pk],
        closing=closing,
        changes=tuple(month_figures.changes(staff_id)) if month_figures else (),
    )


def day_lines(days: list[DayCounts], plan: Plan) -> list[DayLine]:
    """What each day earns under the plan."""
    return [_day_line(day, plan) for day in days]


def _as_closed(
    statement: Statement, month_figures: MonthFigures, display: DisplayCurrency
) -> tuple[PersonLine, Plan, list[DayLine]]:
    plan = display.plan(plans.from_json(statement.plan))
    line = month_line(statement.staff_id, statement.staff_name, month_figures)
    return line, plan, day_lines(statement_days(statement), plan)


def _as_now(
    staff_id: ObjectId, name: str, month: date, display: DisplayCurrency, *, is_closed: bool
) -> tuple[PersonLine, Plan, list[DayLine]]:
    """Nothing in a closed month: whoever has no statement had nothing when it was closed."""
    plan = display.plan(schedule.plan_of(month))
    days = [] if is_closed else standings.days_of(staff_id, [month])[month]
    figures = values_of(rates.earned(days, plan) if days else Earned())
    line = PersonLine(staff_id=staff_id, name=name, currency=plan.currency, **figures)
    return line, plan, day_lines(days, plan)


def _adjustments(staff_id: ObjectId, month: date, closing: Closing | None) -> list[Adjustment]:
    """What came into the month and, of a closed one, what came out of it; oldest first."""
    condition = Q(into=month) | Q(closing=closing) if closing else Q(into=month)
    return list(Adjustment.objects.filter(condition, staff_id=staff_id).in_order())


def _sums(lines: list[Adjustment], display: DisplayCurrency) -> dict[str, Decimal]:
    """The sums of the lines in the display currency, by currency."""
    sums: dict[str, Decimal] = {}
    for row in lines:
        amount = display.amount(row.amount, row.currency)
        payment.add(sums, display.currency(row.currency), amount)
    return sums


def _day_line(day: DayCounts, plan: Plan) -> DayLine:
    ndp_tier, rdp_tier = rates.tier_of(day.ndp, plan.ndp), rates.tier_of(day.rdp, plan.rdp)
    return DayLine(
        date=day.date,
        records=day.records,
        total=day.total,
        ndp=day.ndp,
        rdp=day.rdp,
        ndp_tier=ndp_tier,
        rdp_tier=rdp_tier,
        ndp_bonus=ndp_tier.bonus if ndp_tier else ZERO,
        rdp_bonus=rdp_tier.bonus if rdp_tier else ZERO,
    )
