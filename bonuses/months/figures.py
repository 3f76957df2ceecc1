"""The figures of a month: as it was closed, else as the ledger is now. Every page reads them here.

Which page shows which: docs/decisions/0007-closed-months.md.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from bson import ObjectId
from django.utils import timezone

from bonuses import schedule
from bonuses.models import Closing, Standing, Statement
from bonuses.months.closing import closing_of
from bonuses.rules import plans
from bonuses.rules.figures import (
    BONUSES,
    NO_FIGURES,
    FigureChange,
    StoredFigures,
    changed_figures,
    stored_figures,
)
from bonuses.rules.rates import DEFAULT, DayCounts, Earned, earned, earned_on
from bonuses.statements.currency import DisplayCurrency
from crm.calendar import last_day


@dataclass(frozen=True)
class MonthFigures:
    """Everybody's figures of a month, as they are stored."""

    month: date
    # What pages show, and what the ledger makes of the month now: the same unless it is closed.
    by_staff: dict[ObjectId, StoredFigures]
    by_staff_now: dict[ObjectId, StoredFigures]
    # Of the bonuses.
    currency: str
    closing: Closing | None = None
    # What was frozen, by staff member; none of an open month.
    statements: dict[ObjectId, Statement] = field(default_factory=dict)
    # What `by_staff_now` was read from.
    standings: dict[ObjectId, Standing] = field(default_factory=dict)

    @property
    def changed(self) -> set[ObjectId]:
        """Whose figures are not what they were when the month was closed."""
        everybody = self.by_staff.keys() | self.by_staff_now.keys()
        return {pk for pk in everybody if self.of(pk) != self.of_now(pk)}

    @property
    def differs(self) -> bool:
        """True if anybody's figures changed after the month was closed."""
        return bool(self.changed)

    def of(self, staff_id: ObjectId) -> StoredFigures:
        """The figures of a staff member; zeros of whoever has none."""
        return self.by_staff.get(staff_id, NO_FIGURES)

    def of_now(self, staff_id: ObjectId) -> StoredFigures:
        """What the ledger makes of their month now."""
        return self.by_staff_now.get(staff_id, NO_FIGURES)

    def changes(self, staff_id: ObjectId) -> list[FigureChange]:
        """The figures that are others now than when the month was closed."""
        return changed_figures(self.of(staff_id), self.of_now(staff_id))


def figures_of_month(
    month: date, staff: ObjectId | None = None, *, live: bool = False
) -> MonthFigures:
    """The month that begins on `month`, of `staff` or of everybody: at most three commands.

    With `live` the figures are those of now although the month is closed.
    """
    if closing := closing_if_over(month):
        return figures_of_closing(closing, staff, live=live)
    standings = _standings(month, staff)
    now = {pk: stored_figures(row) for pk, row in standings.items()}
    currency = _currency([row.currency for row in standings.values()])
    return MonthFigures(
        month=month, by_staff=now, by_staff_now=now, currency=currency, standings=standings
    )


def figures_of_closing(
    closing: Closing, staff: ObjectId | None = None, *, live: bool = False
) -> MonthFigures:
    """The same of a closed month: two commands."""
    standings = _standings(closing.month, staff)
    now = {pk: stored_figures(row) for pk, row in standings.items()}
    statements = {row.staff_id: row for row in closing.statements.filter(**staff_filter(staff))}
    frozen = {pk: row.figures for pk, row in statements.items()}
    currency = _currency([row.plan["currency"] for row in statements.values()])
    return MonthFigures(
        month=closing.month,
        by_staff=now if live else frozen,
        by_staff_now=now,
        currency=currency,
        closing=closing,
        statements=statements,
        standings=standings,
    )


def in_display_currency(month_figures: MonthFigures, display: DisplayCurrency) -> MonthFigures:
    """The month with its bonuses in the display currency: each converted by itself, then added.

    In rupiah one command, for the plan of now.
    """
    if not display.converts:
        return month_figures
    now = _now_restated(month_figures, display)
    frozen = {pk: _as_closed(row, display) for pk, row in month_figures.statements.items()}
    return replace(
        month_figures,
        by_staff=frozen if month_figures.closing else now,
        by_staff_now=now,
        currency=display.currency(month_figures.currency),
    )


def statement_days(statement: Statement) -> list[DayCounts]:
    """The days of a closed month as they were then."""
    return [
        DayCounts(
            date=date.fromisoformat(row["date"]),
            records=row["records"],
            total=Decimal(row["total"]),
            ndp=row["ndp"],
            rdp=row["rdp"],
        )
        for row in statement.days
    ]


def closing_if_over(month: date) -> Closing | None:
    """The closing in force of the month; one command, none for a month that is not over."""
    return closing_of(month) if last_day(month) < timezone.localdate() else None


def staff_filter(staff: ObjectId | None) -> dict:
    """The rows of `staff`, or of everybody, as a filter of a queryset."""
    return {"staff_id": staff} if staff else {}


def _now_restated(
    month_figures: MonthFigures, display: DisplayCurrency
) -> dict[ObjectId, StoredFigures]:
    if not month_figures.standings:
        return {}
    plan = display.plan(schedule.plan_of(month_figures.month))
    return {
        pk: _restated(
            month_figures.by_staff_now[pk], earned_on(row.total, row.ndp_days, row.rdp_days, plan)
        )
        for pk, row in month_figures.standings.items()
    }


def _as_closed(statement: Statement, display: DisplayCurrency) -> StoredFigures:
    plan = display.plan(plans.from_json(statement.plan))
    return _restated(statement.figures, earned(statement_days(statement), plan))


def _restated(figures: StoredFigures, earned: Earned) -> StoredFigures:
    converted = stored_figures(earned)
    return figures | {name: converted[name] for name in BONUSES}


def _standings(month: date, staff: ObjectId | None) -> dict[ObjectId, Standing]:
    return {
        row.staff_id: row for row in Standing.objects.filter(month=month, **staff_filter(staff))
    }


def _currency(currencies: list[str]) -> str:
    return currencies[0] if currencies else DEFAULT.currency
