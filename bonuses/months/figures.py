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
from bonuses.months.adjustments import NO_FIGURES
from bonuses.months.closing import closing_of
from bonuses.months.discrepancies import changed_figures
from bonuses.months.standings import figures
from bonuses.rules import plans
from bonuses.rules.rates import DEFAULT, DayCounts, Earned, earned, earned_on
from bonuses.statements.currency import DisplayCurrency
from crm.calendar import last_day

BONUSES = ("main_bonus", "ndp_bonus", "rdp_bonus", "total_bonus")


@dataclass(frozen=True)
class Book:
    """Everybody's figures of a month (standings.figures), by staff member."""

    month: date
    # What pages show, and what the ledger makes of the month now: the same unless it is closed.
    figures: dict[ObjectId, dict]
    now: dict[ObjectId, dict]
    # Of the bonuses.
    currency: str
    closing: Closing | None = None
    # What was frozen, by staff member; none of an open month.
    statements: dict[ObjectId, Statement] = field(default_factory=dict)
    # What `now` was read from.
    standings: dict[ObjectId, Standing] = field(default_factory=dict)

    @property
    def changed(self) -> set[ObjectId]:
        """Whose figures are not what they were when the month was closed."""
        everybody = self.figures.keys() | self.now.keys()
        return {pk for pk in everybody if self.of(pk) != self.of_now(pk)}

    @property
    def differs(self) -> bool:
        """True if anybody's figures changed after the month was closed."""
        return bool(self.changed)

    def of(self, staff_id: ObjectId) -> dict:
        """The figures of a staff member; zeros of whoever has none."""
        return self.figures.get(staff_id, NO_FIGURES)

    def of_now(self, staff_id: ObjectId) -> dict:
        """What the ledger makes of their month now."""
        return self.now.get(staff_id, NO_FIGURES)

    def changes(self, staff_id: ObjectId) -> list[tuple[str, Decimal, Decimal]]:
        """The figures that are others now: name, when closed, now."""
        return changed_figures(self.of(staff_id), self.of_now(staff_id))


def book_of(month: date, staff: ObjectId | None = None, *, live: bool = False) -> Book:
    """The month that begins on `month`, of `staff` or of everybody: at most three commands.

    With `live` the figures are those of now although the month is closed.
    """
    if closing := closing_if_over(month):
        return closed_book(closing, staff, live=live)
    standings = _standings(month, staff)
    now = {pk: figures(row) for pk, row in standings.items()}
    currency = _currency([row.currency for row in standings.values()])
    return Book(month=month, figures=now, now=now, currency=currency, standings=standings)


def closed_book(closing: Closing, staff: ObjectId | None = None, *, live: bool = False) -> Book:
    """The same of a closed month: two commands."""
    standings = _standings(closing.month, staff)
    now = {pk: figures(row) for pk, row in standings.items()}
    statements = {row.staff_id: row for row in closing.statements.filter(**staff_filter(staff))}
    frozen = {pk: row.figures for pk, row in statements.items()}
    currency = _currency([row.plan["currency"] for row in statements.values()])
    return Book(
        month=closing.month,
        figures=now if live else frozen,
        now=now,
        currency=currency,
        closing=closing,
        statements=statements,
        standings=standings,
    )


def in_display_currency(book: Book, display: DisplayCurrency) -> Book:
    """The book with its bonuses in the display currency: each converted by itself, then added.

    In rupiah one command, for the plan of now.
    """
    if not display.converts:
        return book
    now = _now_restated(book, display)
    frozen = {pk: _as_closed(row, display) for pk, row in book.statements.items()}
    figures = frozen if book.closing else now
    return replace(book, figures=figures, now=now, currency=display.currency(book.currency))


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


def _now_restated(book: Book, display: DisplayCurrency) -> dict[ObjectId, dict]:
    if not book.standings:
        return {}
    plan = display.plan(schedule.plan_of(book.month))
    return {
        pk: _restated(book.now[pk], earned_on(row.total, row.ndp_days, row.rdp_days, plan))
        for pk, row in book.standings.items()
    }


def _as_closed(statement: Statement, display: DisplayCurrency) -> dict:
    plan = display.plan(plans.from_json(statement.plan))
    return _restated(statement.figures, earned(statement_days(statement), plan))


def _restated(values: dict, earned: Earned) -> dict:
    return values | {name: f"{getattr(earned, name):.2f}" for name in BONUSES}


def _standings(month: date, staff: ObjectId | None) -> dict[ObjectId, Standing]:
    return {
        row.staff_id: row for row in Standing.objects.filter(month=month, **staff_filter(staff))
    }


def _currency(currencies: list[str]) -> str:
    return currencies[0] if currencies else DEFAULT.currency
