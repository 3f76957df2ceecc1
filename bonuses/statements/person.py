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
from bonuses.months.books import (
    Book,
    closed_book,
    closing_if_over,
    in_display_currency,
    statement_days,
)
from bonuses.rules import plans, rates
from bonuses.rules.payment import ZERO, others
from bonuses.rules.rates import DayCounts, Earned, Plan, Threshold, Tier
from bonuses.statements.currency import DisplayCurrency, display_currency
from bonuses.statements.sheet import MonthLine, figure_values, month_line
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
    """Omset in rupiah, bonuses in the plan's currency; in the display currency. Adjustments

    are in their own currency each.
    """

    month: date
    line: MonthLine
    plan: Plan
    days: list[DayLine]
    display: DisplayCurrency
    # Lines that came into this month, and lines that later changes to it made elsewhere.
    adjustments: list[Adjustment]
    later: list[Adjustment]
    closing: Closing | None = None
    # The figures of a closed month that are others now: name, when closed, now.
    changes: tuple[tuple[str, Decimal, Decimal], ...] = ()

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
            TierLine(kind, tier.label, tier.bonus, sum(tier == hit for hit in hits))
            for kind, of_kind, hits in (
                (NDP, self.plan.ndp, [day.ndp_tier for day in self.days]),
                (RDP, self.plan.rdp, [day.rdp_tier for day in self.days]),
            )
            for tier in sorted(of_kind, key=lambda tier: tier.least)
        ]

    @property
    def others(self) -> list[str]:
        """The currencies besides the month's own in which something is adjusted."""
        return others(self.plan.currency, self.line.adjusted)

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
    book = in_display_currency(closed_book(closing, staff_id), display) if closing else None
    if book and staff_id in book.statements:
        line, plan, days = _as_closed(book.statements[staff_id], book, display)
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
        changes=tuple(book.changes(staff_id)) if book else (),
    )


def day_lines(days: list[DayCounts], plan: Plan) -> list[DayLine]:
    """What each day earns under the plan."""
    return [_day_line(day, plan) for day in days]


def _as_closed(
    statement: Statement, book: Book, display: DisplayCurrency
) -> tuple[MonthLine, Plan, list[DayLine]]:
    plan = display.plan(plans.from_json(statement.plan))
    line = month_line(statement.staff_id, statement.staff_name, book)
    return line, plan, day_lines(statement_days(statement), plan)


def _as_now(
    staff_id: ObjectId, name: str, month: date, display: DisplayCurrency, *, is_closed: bool
) -> tuple[MonthLine, Plan, list[DayLine]]:
    """Nothing in a closed month: whoever has no statement had nothing when it was closed."""
    plan = display.plan(schedule.plan_of(month))
    days = [] if is_closed else standings.days_of(staff_id, [month])[month]
    figures = standings.figures(rates.earned(days, plan) if days else Earned())
    return (
        MonthLine(staff_id, name, plan.currency, **figure_values(figures)),
        plan,
        day_lines(days, plan),
    )


def _adjustments(staff_id: ObjectId, month: date, closing: Closing | None) -> list[Adjustment]:
    """What came into the month and, of a closed one, what came out of it; oldest first."""
    condition = Q(into=month) | Q(closing=closing) if closing else Q(into=month)
    return list(Adjustment.objects.filter(condition, staff_id=staff_id).in_order())


def _sums(lines: list[Adjustment], display: DisplayCurrency) -> dict[str, Decimal]:
    """The sums of the lines in the display currency, by currency."""
    sums: dict[str, Decimal] = {}
    for row in lines:
        currency, amount = display.currency(row.currency), display.amount(row.amount, row.currency)
        sums[currency] = sums.get(currency, ZERO) + amount
    return sums


def _day_line(day: DayCounts, plan: Plan) -> DayLine:
    hits = rates.tier_of(day.ndp, plan.ndp), rates.tier_of(day.rdp, plan.rdp)
    return DayLine(*day, *hits, *(hit.bonus if hit else ZERO for hit in hits))
