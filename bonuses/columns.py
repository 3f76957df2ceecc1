"""The columns of a month, the same on the screen, in the workbook, the CSV and the PDF."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bonuses.shown import Shown
from bonuses.standings import FIGURES
from bonuses.statements import Line, Sheet
from omset.models import Kind

COUNT, OMSET, BONUS = "count", "omset", "bonus"
LABELS = {
    "total": gettext_lazy("Omset"),
    "records": gettext_lazy("Records"),
    "ndp": Kind.NDP.label,
    "rdp": Kind.RDP.label,
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


def columns(sheet: Sheet) -> list[Column]:
    """The columns of a month, with one for each further currency of its adjustments."""
    found = [_column(name, sheet.currency) for name in OF_A_MONTH]
    return found + [_other(number, name) for number, name in enumerate(sheet.others)]


def columns_of_now(sheet: Sheet) -> list[Column]:
    """What a file adds of a closed month that is another one now; a page has it in its cells."""
    return [_column(name, sheet.currency) for name in NOW if sheet.differs]


def now_beside(line: Line, column: Column, shown: Shown) -> str:
    """The number of a closed month as it is now, where that is another one; else nothing."""
    if line.now is None or column.name not in FIGURES:
        return ""
    then, now = getattr(line, column.name), getattr(line.now, column.name)
    return "" if then == now else shown.both(now, column.kind, column.currency)[1]


def cells(line: Line, of: list[Column], shown: Shown) -> list[Cell]:
    """The numbers of a line in the order of the columns."""
    return [_cell(line, column, shown) for column in of]


def value_of(line: Line, column: Column) -> Decimal | int:
    """The number of a line in a column."""
    if column.name in NOW:
        return getattr(line.now or line, NOW[column.name])
    name, _dot, number = column.name.partition(".")
    return line.others[int(number)] if number else getattr(line, name)


def kind_of(name: str) -> str:
    """Whether a figure is a count, omset or a bonus."""
    return KINDS.get(name, BONUS)


def _column(name: str, currency: str) -> Column:
    kind = kind_of(name)
    return Column(name, str(LABELS[name]), kind, currency if kind == BONUS else "")


def _other(number: int, currency: str) -> Column:
    label = _("Adjustments in %(currency)s") % {"currency": currency}
    return Column(f"others.{number}", label, BONUS, currency)


def _cell(line: Line, column: Column, shown: Shown) -> Cell:
    return Cell(column, *shown.both(value_of(line, column), column.kind, column.currency))
