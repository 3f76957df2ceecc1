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
from bonuses.months.books import BONUSES, Book, as_shown, book_of
from bonuses.rules import payment
from bonuses.rules.payment import NOTHING
from bonuses.statements.shown import DisplayCurrency, display_currency
from crm.staff.display_names import labels, look, present_names
from crm.staff.models import User

COUNTS = ("records", "ndp", "rdp", "days_worked", "success_days")
AMOUNTS = ("total", *BONUSES)


@dataclass(frozen=True)
class Line:
    """One person's month. Omset in rupiah, bonuses in `currency`: the month's, or rupiah."""

    staff_id: ObjectId | None
    name: str
    currency: str
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
    # What changes to closed months add, by currency.
    adjusted: dict[str, Decimal] = field(default_factory=dict)
    # What the ledger makes of the month now, once a closed month is another one.
    now: "Line | None" = None

    @property
    def to_pay(self) -> dict[str, Decimal]:
        """The bonus with its adjustments, by currency."""
        return payment.to_pay(self.total_bonus, self.currency, self.adjusted)


@dataclass(frozen=True)
class Sheet:
    """Everybody's lines, the highest total bonus first, and their sums."""

    month: date
    currency: str
    lines: list[Line]
    total: Line
    shown: DisplayCurrency
    closing: Closing | None = None
    # Of a closed month; `differs` if figures are others now than when it was closed.
    book: Book | None = None
    differs: bool = False

    @property
    def others(self) -> list[str]:
        """The currencies besides the month's own in which something is adjusted."""
        return payment.others(self.currency, self.total.adjusted)


def sheet_of(month: date, asked: str = "") -> Sheet:
    """The month that begins on `month`, in rupiah if that is `asked` for and a rate is known.

    At most five commands, in rupiah seven.
    """
    as_is = book_of(month)
    shown = display_currency(asked, month, as_is.closing)
    book, sums = as_shown(as_is, shown), adjustments_into(month, shown)
    if book.closing is None:
        return _as_now(book, shown, sums)
    changed = as_is.changed
    unknown = User.objects.in_bulk(changed - book.figures.keys()) if changed else {}
    names = {pk: user.name for pk, user in unknown.items()}
    names |= {pk: row.staff_name for pk, row in book.statements.items()}
    lines = _told_apart([line_of(pk, name, book) for pk, name in names.items()])
    if changed:
        lines = [replace(line, now=_line_now(line, book)) for line in lines]
    sheet = _sheet(book.month, book.currency, shown, lines, sums)
    return replace(sheet, closing=book.closing, book=book, differs=bool(changed))


def adjustments_into(month: date, shown: DisplayCurrency) -> dict[ObjectId, Counter]:
    """What changes to closed months add to `month`, by person: sums of the lines as shown.

    One command.
    """
    rows = Adjustment.objects.filter(into=month).values("staff_id", "currency", "amount")
    found: dict[ObjectId, Counter] = {}
    for row in rows.annotate(lines=Count("pk")):
        each = shown.amount(row["amount"], row["currency"])
        sums = found.setdefault(row["staff_id"], Counter())
        sums[shown.currency(row["currency"])] += each * row["lines"]
    return found


def plain(stated: dict) -> dict:
    """Stored figures (standings.figures) as numbers."""
    amounts = {name: Decimal(stated[name]) for name in AMOUNTS if name in stated}
    return amounts | {name: stated[name] for name in COUNTS if name in stated}


def line_of(staff_id: ObjectId, name: str, book: Book) -> Line:
    """The month of one person as the book says it, without adjustments."""
    return Line(staff_id, name, book.currency, **plain(book.of(staff_id)))


def total_of(lines: Iterable[Line], currency: str) -> Line:
    """The sums of the lines (BO-7)."""
    lines = list(lines)
    sums = {name: sum(getattr(line, name) for line in lines) for name in (*COUNTS, *AMOUNTS)}
    adjusted: Counter = Counter()
    for line in lines:
        for name, amount in line.adjusted.items():
            adjusted[name] += amount
    now = [line.now for line in lines if line.now]
    total_now = total_of(now, currency) if now else None
    return Line(None, "", currency, adjusted=adjusted, now=total_now, **sums)


def _as_now(book: Book, shown: DisplayCurrency, sums: dict[ObjectId, Counter]) -> Sheet:
    """Whoever has counted deposits or adjustments, under the present name."""
    earned, currency = book.figures.keys(), book.currency
    if sums and not earned:
        currency = shown.currency(schedule.plan_of(book.month).currency)
    names = present_names({*earned, *sums}) if earned or sums else {}
    lines = [
        line_of(pk, name, book) if pk in earned else Line(pk, name, currency)
        for pk, name in names.items()
    ]
    return _sheet(book.month, currency, shown, lines, sums)


def _line_now(line: Line, book: Book) -> Line:
    return Line(line.staff_id, line.name, line.currency, **plain(book.of_now(line.staff_id)))


def _told_apart(lines: list[Line]) -> list[Line]:
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
    shown: DisplayCurrency,
    lines: list[Line],
    sums: dict[ObjectId, Counter],
) -> Sheet:
    adjusted = [replace(line, adjusted=sums.get(line.staff_id, {})) for line in lines]
    in_order = sorted(adjusted, key=lambda line: (-line.total_bonus, -line.total, line.name))
    return Sheet(month, currency, in_order, total_of(in_order, currency), shown)
