"""What is said of a month: as it was closed, else as the ledger is now. Read here by every place.

Which place shows what: docs/decisions/0007-closed-months.md.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bson import ObjectId
from django.utils import timezone

from bonuses.adjustments import NOTHING
from bonuses.closing import closing_of
from bonuses.discrepancies import changed_figures
from bonuses.models import Closing, Standing, Statement
from bonuses.rates import DEFAULT
from bonuses.standings import figures, last_day


@dataclass(frozen=True)
class Book:
    """Everybody's figures of a month (standings.figures), by staff member."""

    month: date
    # What is said, and what the ledger makes of the month now: the same unless it is closed.
    figures: dict[ObjectId, dict]
    now: dict[ObjectId, dict]
    # Of the bonuses.
    currency: str
    closing: Closing | None = None
    # What was frozen, by staff member; none of an open month.
    statements: dict[ObjectId, Statement] = field(default_factory=dict)

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
        """What is said of a staff member; zeros of whoever has nothing."""
        return self.figures.get(staff_id, NOTHING)

    def of_now(self, staff_id: ObjectId) -> dict:
        """What the ledger makes of their month now."""
        return self.now.get(staff_id, NOTHING)

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
    now = {row.staff_id: figures(row) for row in standings}
    return Book(month, now, now, _currency([row.currency for row in standings]))


def closed_book(closing: Closing, staff: ObjectId | None = None, *, live: bool = False) -> Book:
    """The same of a closed month: two commands."""
    now = {row.staff_id: figures(row) for row in _standings(closing.month, staff)}
    statements = {row.staff_id: row for row in closing.statements.filter(**whose(staff))}
    frozen = {pk: row.figures for pk, row in statements.items()}
    currency = _currency([row.plan["currency"] for row in statements.values()])
    return Book(closing.month, now if live else frozen, now, currency, closing, statements)


def closing_if_over(month: date) -> Closing | None:
    """The closing in force of the month; one command, none for a month that is not over."""
    return closing_of(month) if last_day(month) < timezone.localdate() else None


def whose(staff: ObjectId | None) -> dict:
    """The rows of `staff`, or of everybody, as a filter of a queryset."""
    return {"staff_id": staff} if staff else {}


def _standings(month: date, staff: ObjectId | None) -> list[Standing]:
    return list(Standing.objects.filter(month=month, **whose(staff)))


def _currency(known: list[str]) -> str:
    return known[0] if known else DEFAULT.currency
