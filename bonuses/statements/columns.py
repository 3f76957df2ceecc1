"""The columns of a month, the same on the screen, in the workbook, the CSV and the PDF."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from bonuses.months.standings import FIGURES
from bonuses.rules.payment import NOTHING
from bonuses.statements.sheet import Line, Sheet
from crm.web.templatetags import formats
from omset.models import DepositorKind

COUNT, OMSET, BONUS = "count", "omset", "bonus"
LABELS = {
    "total": gettext_lazy("Omset"),
    "records": gettext_lazy("Records"),
    "ndp": DepositorKind.NDP.label,
    "rdp": DepositorKind.RDP.label,
    "days_worked": gettext_lazy("Days worked"),
    "success_days": gettext_lazy("Successful days"),
    "main_bonus": gettext_lazy("Main bonus"),
    "ndp_bonus": gettext_lazy("NDP bonus"),
    "rdp_bonus": gettext_lazy("RDP bonus"),
    "total_bonus": gettext_lazy("Total bonus"),
    "adjusted": gettext_lazy("Adjustments"),
    "to_pay": gettext_lazy("To pay"),
    "total_now": gettext_lazy("Omset now"),
    "total_bonus_now": gettext_lazy("Total bonus now"),
}
KINDS = dict.fromkeys(("total", "total_now"), OMSET) | dict.fromkeys(
    ("records", "ndp", "rdp", "days_worked", "success_days"), COUNT
)
OF_A_MONTH = (
    *("total", "records", "ndp", "rdp", "days_worked"),
    *("main_bonus", "ndp_bonus", "rdp_bonus", "total_bonus", "adjusted", "to_pay"),
)
# Of a closed month as it is now, and the figures that they are of.
NOW = {"total_now": "total", "total_bonus_now": "total_bonus"}


# What may be of several currencies; further ones have a column each.
BY_CURRENCY = {
    "adjusted": gettext_lazy("Adjustments in %(currency)s"),
    "to_pay": gettext_lazy("To pay in %(currency)s"),
}


class Column(NamedTuple):
    """A number of every line."""

    name: str
    label: str
    kind: str
    # Of a bonus.
    currency: str = ""


class Cell(NamedTuple):
    """A number of one line, with what a page and a file write for it."""

    column: Column
    value: Decimal | int
    text: str


def columns(currency: str, others: list[str]) -> list[Column]:
    """The columns of a month in `currency` with adjustments in `others`, too."""
    found: list[Column] = []
    for name in OF_A_MONTH:
        found.append(_column(name, currency))
        if name in BY_CURRENCY:
            found += [_further(name, other) for other in others]
    return found


def columns_of_now(sheet: Sheet) -> list[Column]:
    """What a file adds of a closed month that is another one now; a page has it in its cells."""
    return [_column(name, sheet.currency) for name in NOW if sheet.differs]


def now_beside(line: Line, column: Column) -> str:
    """The number of a closed month as it is now, where that is another one; else nothing."""
    if line.now is None or column.name not in FIGURES:
        return ""
    then, now = getattr(line, column.name), getattr(line.now, column.name)
    return "" if then == now else text_of(now, column.kind, column.currency)


def cells(line: Line, of: list[Column]) -> list[Cell]:
    """The numbers of a line in the order of the columns."""
    return [_cell(column, value_of(line, column)) for column in of]


def stacked(cells: list[Cell]) -> list[Cell]:
    """For a page: further currencies stand in the cell of the month's own, below it."""
    found: list[Cell] = []
    for cell in cells:
        if "." in cell.column.name:
            text = format_html("{}<br>{}", found[-1].text, cell.text)
            found[-1] = found[-1]._replace(text=text)
        else:
            found.append(cell)
    return found


def value_of(line: Line, column: Column) -> Decimal | int:
    """The number of a line in a column."""
    if column.name in NOW:
        return getattr(line.now or line, NOW[column.name])
    name = column.name.partition(".")[0]
    value = getattr(line, name)
    return value.get(column.currency, NOTHING) if name in BY_CURRENCY else value


def kind_of(name: str) -> str:
    """Whether a figure is a count, omset or a bonus."""
    return KINDS.get(name, BONUS)


def text_of(value: Decimal | int, kind: str, currency: str) -> str:
    """A figure as people read it, whatever its kind; a bonus in its currency."""
    if kind == BONUS:
        return formats.money(value, currency)
    return formats.rupiah(value) if kind == OMSET else formats.decimal(value)


def _column(name: str, currency: str) -> Column:
    kind = kind_of(name)
    return Column(name, str(LABELS[name]), kind, currency if kind == BONUS else "")


def _further(name: str, currency: str) -> Column:
    label = BY_CURRENCY[name] % {"currency": currency}
    return Column(f"{name}.{currency}", label, BONUS, currency)


def _cell(column: Column, value: Decimal | int) -> Cell:
    return Cell(column, value, text_of(value, column.kind, column.currency))
