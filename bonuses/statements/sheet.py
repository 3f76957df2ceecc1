"""A month's bonuses as pages and files state them: as closed, else as the ledger is now (BO-7)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from bson import ObjectId
from django.db.models import Count

from bonuses import schedule
from bonuses.models import Adjustment, Closing
from bonuses.months.figures import MonthFigures, figures_of_month, in_display_currency
from bonuses.rules import payment
from bonuses.rules.figures import FigureChange, Figures, figure_values, sums_of
from bonuses.statements.currency import DisplayCurrency, display_currency
from crm.staff.accounts.display_names import labels, look_key, present_names
from crm.staff.models import User


@dataclass(frozen=True, kw_only=True)
class MonthLine(Figures):
    """One person's month. Omset in rupiah, bonuses in `currency`: the month's, or rupiah.

    Without an id the sums of everybody's.
    """

    staff_id: ObjectId | None
    name: str
    currency: str
    # What changes to closed months add, by currency.
    adjusted: dict[str, Decimal] = field(default_factory=dict)
    # What the ledger makes of a closed month now, where that is something else.
    now: "MonthLine | None" = None

    @property
    def to_pay(self) -> dict[str, Decimal]:
        """The bonus with its adjustments, by currency."""
        return payment.to_pay(self.total_bonus, self.currency, self.adjusted)


@dataclass(frozen=True, kw_only=True)
class PersonLine(MonthLine):
    """A line that is of a person."""

    staff_id: ObjectId


@dataclass(frozen=True)
class MonthSheet:
    """Everybody's lines, the highest total bonus first, and their sums."""

    month: date
    currency: str
    lines: list[PersonLine]
    total: MonthLine
    display: DisplayCurrency
    closing: Closing | None = None
    # True of a closed month whose figures are others now than when it was closed.
    differs: bool = False
    # Those figures, by staff member.
    changes: dict[ObjectId, list[FigureChange]] = field(default_factory=dict)

    @property
    def others(self) -> list[str]:
        """The currencies besides the month's own in which something is adjusted."""
        return payment.others(self.currency, self.total.adjusted)


def month_sheet(month: date, currency: str = "") -> MonthSheet:
    """The month that begins on `month`, in rupiah if `currency` is IDR and a rate exists.

    At most five commands, in rupiah seven.
    """
    unconverted = figures_of_month(month)
    display = display_currency(currency, month, unconverted.closing)
    month_figures = in_display_currency(unconverted, display)
    sums = adjustments_into(month, display)
    if month_figures.closing is None:
        return _as_now(month_figures, display, sums)
    changed = unconverted.changed
    unknown = User.objects.in_bulk(changed - month_figures.by_staff.keys()) if changed else {}
    names = {pk: user.name for pk, user in unknown.items()}
    names |= {pk: row.staff_name for pk, row in month_figures.statements.items()}
    lines = _with_distinct_names(
        [month_line(pk, name, month_figures) for pk, name in names.items()]
    )
    if changed:
        lines = [replace(line, now=_line_now(line, month_figures)) for line in lines]
    sheet = _sheet(month_figures.month, month_figures.currency, display, lines, sums)
    return replace(
        sheet,
        closing=month_figures.closing,
        differs=bool(changed),
        changes={pk: month_figures.changes(pk) for pk in names} if changed else {},
    )


def adjustments_into(month: date, display: DisplayCurrency) -> dict[ObjectId, dict[str, Decimal]]:
    """What changes to closed months add to `month`, by person, in the display currency.

    One command.
    """
    rows = Adjustment.objects.filter(into=month).values("staff_id", "currency", "amount")
    by_person: dict[ObjectId, dict[str, Decimal]] = {}
    for row in rows.annotate(lines=Count("pk")):
        each = display.amount(row["amount"], row["currency"])
        sums = by_person.setdefault(row["staff_id"], {})
        payment.add(sums, display.currency(row["currency"]), each * row["lines"])
    return by_person


def month_line(staff_id: ObjectId, name: str, month_figures: MonthFigures) -> PersonLine:
    """The month of one person, without adjustments."""
    figures = figure_values(month_figures.of(staff_id))
    return PersonLine(staff_id=staff_id, name=name, currency=month_figures.currency, **figures)


def total_line(lines: Iterable[MonthLine], currency: str) -> MonthLine:
    """The sums of the lines (BO-7)."""
    lines = list(lines)
    adjusted: dict[str, Decimal] = {}
    for line in lines:
        for name, amount in line.adjusted.items():
            payment.add(adjusted, name, amount)
    now = [line.now for line in lines if line.now]
    return MonthLine(
        staff_id=None,
        name="",
        currency=currency,
        adjusted=adjusted,
        now=total_line(now, currency) if now else None,
        **sums_of(lines),
    )


def _as_now(
    month_figures: MonthFigures,
    display: DisplayCurrency,
    sums: dict[ObjectId, dict[str, Decimal]],
) -> MonthSheet:
    """Whoever has counted deposits or adjustments, under the present name."""
    earned, currency = month_figures.by_staff.keys(), month_figures.currency
    if sums and not earned:
        currency = display.currency(schedule.plan_of(month_figures.month).currency)
    names = present_names({*earned, *sums}) if earned or sums else {}
    lines = [
        month_line(pk, name, month_figures)
        if pk in earned
        else PersonLine(staff_id=pk, name=name, currency=currency)
        for pk, name in names.items()
    ]
    return _sheet(month_figures.month, currency, display, lines, sums)


def _line_now(line: PersonLine, month_figures: MonthFigures) -> PersonLine:
    figures = figure_values(month_figures.of_now(line.staff_id))
    return PersonLine(staff_id=line.staff_id, name=line.name, currency=line.currency, **figures)


def _with_distinct_names(lines: list[PersonLine]) -> list[PersonLine]:
    """The lines under the names of then; where two look alike, with the account names of now."""
    if len({look_key(line.name) for line in lines}) == len(lines):
        return lines
    pks = [line.staff_id for line in lines]
    accounts = dict(User.objects.filter(pk__in=pks).values_list("pk", "username"))
    names = labels((line.staff_id, line.name, accounts[line.staff_id]) for line in lines)
    return [replace(line, name=names[line.staff_id]) for line in lines]


def _sheet(
    month: date,
    currency: str,
    display: DisplayCurrency,
    lines: list[PersonLine],
    sums: dict[ObjectId, dict[str, Decimal]],
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
