"""A month's bonuses as pages and files state them: as closed, else as the ledger is now (BO-7)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId
from django.db.models import Sum

from bonuses import schedule
from bonuses.books import Book, book_of
from bonuses.models import Adjustment, Closing
from crm.staff.models import User

NOTHING = Decimal("0.00")
COUNTS = ("records", "ndp", "rdp", "days_worked", "success_days")
AMOUNTS = ("total", "main_bonus", "ndp_bonus", "rdp_bonus", "total_bonus")


class Adjusted(NamedTuple):
    """Whose adjustment lines, and their sums by currency."""

    name: str
    sums: Counter


@dataclass(frozen=True)
class Line:
    """One person's month. Omset in rupiah, bonuses in the month's currency."""

    staff_id: ObjectId | None
    name: str
    total: Decimal = NOTHING
    records: int = 0
    ndp: int = 0
    rdp: int = 0
    days_worked: int = 0
    success_days: int = 0
    main_bonus: Decimal = NOTHING
    ndp_bonus: Decimal = NOTHING
    rdp_bonus: Decimal = NOTHING
    total_bonus: Decimal = NOTHING
    # What changes to closed months add, and what of it is in other currencies than the month's.
    adjusted: Decimal = NOTHING
    others: tuple[Decimal, ...] = ()
    # What the ledger makes of the month now, once a closed month is another one.
    now: "Line | None" = None

    @property
    def to_pay(self) -> Decimal:
        """The bonus with its adjustments, in the month's currency."""
        return self.total_bonus + self.adjusted


@dataclass(frozen=True)
class Sheet:
    """Everybody's lines, the highest total bonus first, and their sums."""

    month: date
    currency: str
    lines: list[Line]
    total: Line
    # The currencies of Line.others.
    others: list[str]
    closing: Closing | None = None
    # Of a closed month; `differs` if figures are others now than when it was closed.
    book: Book | None = None
    differs: bool = False


def sheet_of(month: date) -> Sheet:
    """The month that begins on `month`: at most five commands."""
    book, sums = book_of(month), adjustments_into(month)
    if book.closing is None:
        return _as_now(book, sums)
    changed = book.changed
    unknown = User.objects.in_bulk(changed - book.figures.keys()) if changed else {}
    names = {pk: user.name for pk, user in unknown.items()}
    names |= {pk: row.staff_name for pk, row in book.statements.items()}
    lines = [_line(pk, name, book.of(pk)) for pk, name in names.items()]
    if changed:
        lines = [replace(x, now=_line(x.staff_id, x.name, book.of_now(x.staff_id))) for x in lines]
    sheet = _sheet(month, book.currency, lines, sums)
    return replace(sheet, closing=book.closing, book=book, differs=bool(changed))


def adjustments_into(month: date) -> dict[ObjectId, Adjusted]:
    """What changes to closed months add to `month`, by person. One command."""
    rows = Adjustment.objects.filter(into=month).values("staff_id", "staff_name", "currency")
    found: dict[ObjectId, Adjusted] = {}
    for row in rows.annotate(sum=Sum("amount")):
        mine = found.setdefault(row["staff_id"], Adjusted(row["staff_name"], Counter()))
        mine.sums[row["currency"]] += row["sum"]
    return found


def plain(stated: dict) -> dict:
    """Stored figures (standings.figures) as numbers."""
    amounts = {name: Decimal(stated[name]) for name in AMOUNTS if name in stated}
    return amounts | {name: stated[name] for name in COUNTS if name in stated}


def total_of(lines: Iterable[Line]) -> Line:
    """The sums of the lines (BO-7)."""
    lines = list(lines)
    names = (*COUNTS, *AMOUNTS, "adjusted")
    sums = {name: sum(getattr(line, name) for line in lines) for name in names}
    others = tuple(map(sum, zip(*(line.others for line in lines), strict=True)))
    now = [line.now for line in lines if line.now]
    return Line(None, "", others=others, now=total_of(now) if now else None, **sums)


def _as_now(book: Book, sums: dict[ObjectId, Adjusted]) -> Sheet:
    """Whoever has counted deposits or adjustments, under the present name where that is read."""
    people = User.objects.in_bulk(book.figures.keys()) if book.figures else {}
    lines = [_line(pk, user.name, book.of(pk)) for pk, user in people.items()]
    others = [_line(pk, row.name, {}) for pk, row in sums.items() if pk not in people]
    alone = others and not lines
    currency = schedule.plan_of(book.month).currency if alone else book.currency
    return _sheet(book.month, currency, [*lines, *others], sums)


def _line(staff_id, name: str, stated: dict) -> Line:
    return Line(staff_id, name, **plain(stated))


def _sheet(month: date, currency: str, lines: list[Line], sums: dict[ObjectId, Adjusted]) -> Sheet:
    others = sorted({name for row in sums.values() for name in row.sums} - {currency})
    of = {pk: row.sums for pk, row in sums.items()}
    adjusted = [_adjusted(line, currency, others, of.get(line.staff_id, {})) for line in lines]
    in_order = sorted(adjusted, key=lambda line: (-line.total_bonus, -line.total, line.name))
    return Sheet(month, currency, in_order, total_of(in_order), others)


def _adjusted(line: Line, currency: str, others: list[str], sums: dict) -> Line:
    elsewhere = tuple(sums.get(name, NOTHING) for name in others)
    return replace(line, adjusted=sums.get(currency, NOTHING), others=elsewhere)
