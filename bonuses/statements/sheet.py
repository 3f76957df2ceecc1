"""A month's bonuses as pages and files state them: as closed, else as the ledger is now (BO-7)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from bson import ObjectId
from django.db.models import Count

from bonuses import schedule
from bonuses.models import Adjustment, Closing
from bonuses.months.books import BONUSES, Book, book_of, in_display_currency
from bonuses.rules import payment
from bonuses.rules.payment import ZERO
from bonuses.statements.currency import DisplayCurrency, display_currency
from crm.staff.display_names import labels, look, present_names
from crm.staff.models import User

COUNTS = ("records", "ndp", "rdp", "days_worked", "success_days")
AMOUNTS = ("total", *BONUSES)


@dataclass(frozen=True)
class MonthLine:
    """One person's month. Omset in rupiah, bonuses in `currency`: the month's, or rupiah."""

    staff_id: ObjectId | None
    name: str
    currency: str
    total: Decimal = ZERO
    records: int = 0
    ndp: int = 0
    rdp: int = 0
    days_worked: int = 0
    success_days: int = 0
    main_bonus: Decimal = ZERO
    ndp_bonus: Decimal = ZERO
    rdp_bonus: Decimal = ZERO
    total_bonus: Decimal = ZERO
    # What changes to closed months add, by currency.
    adjusted: dict[str, Decimal] = field(default_factory=dict)
    # What the ledger makes of the month now, once a closed month is another one.
    now: "MonthLine | None" = None

    @property
    def to_pay(self) -> dict[str, Decimal]:
        """The bonus with its adjustments, by currency."""
        return payment.to_pay(self.total_bonus, self.currency, self.adjusted)


@dataclass(frozen=True)
class MonthSheet:
    """Everybody's lines, the highest total bonus first, and their sums."""

    month: date
    currency: str
    lines: list[MonthLine]
    total: MonthLine
    display: DisplayCurrency
    closing: Closing | None = None
    # Of a closed month; `differs` if figures are others now than when it was closed.
    book: Book | None = None
    differs: bool = False

    @property
    def others(self) -> list[str]:
        """The currencies besides the month's own in which something is adjusted."""
        return payment.others(self.currency, self.total.adjusted)


def month_sheet(month: date, currency: str = "") -> MonthSheet:
    """The month that begins on `month`, in rupiah if `currency` is IDR and a rate exists.

    At most five commands, in rupiah seven.
    """
    as_is = book_of(month)
    display = display_currency(currency, month, as_is.closing)
    book, sums = in_display_currency(as_is, display), adjustments_into(month, display)
    if book.closing is None:
        return _as_now(book, display, sums)
    changed = as_is.changed
    unknown = User.objects.in_bulk(changed - book.figures.keys()) if changed else {}
    names = {pk: user.name for pk, user in unknown.items()}
    names |= {pk: row.staff_name for pk, row in book.statements.items()}
    lines = _told_apart([month_line(pk, name, book) for pk, name in names.items()])
    if changed:
        lines = [replace(line, now=_line_now(line, book)) for line in lines]
    sheet = _sheet(book.month, book.currency, display, lines, sums)
    return replace(sheet, closing=book.closing, book=book, differs=bool(changed))


def adjustments_into(month: date, display: DisplayCurrency) -> dict[ObjectId, Counter]:
    """What changes to closed months add to `month`, by person, in the display currency.

    One command.
    """
    rows = Adjustment.objects.filter(into=month).values("staff_id", "currency", "amount")
    by_person: dict[ObjectId, Counter] = {}
    for row in rows.annotate(lines=Count("pk")):
        each = display.amount(row["amount"], row["currency"])
        sums = by_person.setdefault(row["staff_id"], Counter())
        sums[display.currency(row["currency"])] += each * row["lines"]
    return by_person


def figure_values(figures: dict) -> dict:
    """Stored figures (standings.figures) as numbers."""
    amounts = {name: Decimal(figures[name]) for name in AMOUNTS if name in figures}
    return amounts | {name: figures[name] for name in COUNTS if name in figures}


def month_line(staff_id: ObjectId, name: str, book: Book) -> MonthLine:
    """The month of one person as the book says it, without adjustments."""
    figures = figure_values(book.of(staff_id))
    return MonthLine(staff_id=staff_id, name=name, currency=book.currency, **figures)


def total_line(lines: Iterable[MonthLine], currency: str) -> MonthLine:
    """The sums of the lines (BO-7)."""
    lines = list(lines)
    sums = {name: sum(getattr(line, name) for line in lines) for name in (*COUNTS, *AMOUNTS)}
    adjusted: Counter = Counter()
    for line in lines:
        for name, amount in line.adjusted.items():
            adjusted[name] += amount
    now = [line.now for line in lines if line.now]
    total_now = total_line(now, currency) if now else None
    return MonthLine(None, "", currency, adjusted=adjusted, now=total_now, **sums)


def _as_now(book: Book, display: DisplayCurrency, sums: dict[ObjectId, Counter]) -> MonthSheet:
    """Whoever has counted deposits or adjustments, under the present name."""
    earned, currency = book.figures.keys(), book.currency
    if sums and not earned:
        currency = display.currency(schedule.plan_of(book.month).currency)
    names = present_names({*earned, *sums}) if earned or sums else {}
    lines = [
        month_line(pk, name, book) if pk in earned else MonthLine(pk, name, currency)
        for pk, name in names.items()
    ]
    return _sheet(book.month, currency, display, lines, sums)


def _line_now(line: MonthLine, book: Book) -> MonthLine:
    return MonthLine(
        line.staff_id, line.name, line.currency, **figure_values(book.of_now(line.staff_id))
    )


def _told_apart(lines: list[MonthLine]) -> list[MonthLine]:
    """The lines under the names of then; where two look alike, with the account names of now."""
    if len({look(line.name) for line in lines}) == len(lines):
        return lines
    pks = [line.staff_id for line in lines]
    accounts = dict(User.objects.filter(pk__in=pks).values_list("pk", "username"))
    names = labels((line.staff_id, line.name, accounts[line.staff_id]) for line in lines)
    return [replace(line, name=names[line.staff_id]) for line in lines]


def _sheet(
    month: date,
    currency: str,
    display: DisplayCurrency,
    lines: list[MonthLine],
    sums: dict[ObjectId, Counter],
) -> MonthSheet:
    adjusted = [replace(line, adjusted=sums.get(line.staff_id, {})) for line in lines]
    in_order = sorted(adjusted, key=lambda line: (-line.total_bonus, -line.total, line.name))
    return MonthSheet(
        month=month,
        currency=currency,
        lines=in_order,
        total=total_line(in_order, currency),
        display=display,
    )
