"""The columns of a month, the same on the screen, in the workbook, the CSV and the PDF."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from bonuses.rules.figures import COUNTS, FIGURES, ZERO
from bonuses.statements.sheet import MonthLine, MonthSheet
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
FIGURE_KINDS = dict.fromkeys(("total", "total_now"), OMSET) | dict.fromkeys(COUNTS, COUNT)
# Successful days are on the page of targets.
OF_A_MONTH = (*(name for name in FIGURES if name != "success_days"), "adjusted", "to_pay")
# Of a closed month as it is now, and the figures that they are of.
NOW = {"total_now": "total", "total_bonus_now": "total_bonus"}


# What may be of several currencies; further ones have a column each.
BY_CURRENCY = {
    "adjusted": gettext_lazy("Adjustments in %(currency)s"),
    "to_pay": gettext_lazy("To pay in %(currency)s"),
}


class FigureColumn(NamedTuple):
    """A number of every line."""

    name: str
    label: str
    kind: str
    # Of a bonus.
    currency: str = ""


class FigureCell(NamedTuple):
    """A number of one line, with what a page and a file write for it."""

    column: FigureColumn
    value: Decimal | int
    text: str


def figure_columns(currency: str, others: list[str]) -> list[FigureColumn]:
    """The columns of a month in `currency` with adjustments in `others`, too."""
    columns: list[FigureColumn] = []
    for name in OF_A_MONTH:
        columns.append(_column(name, currency))
        if name in BY_CURRENCY:
            columns += [_further(name, other) for other in others]
    return columns


def columns_of_now(sheet: MonthSheet) -> list[FigureColumn]:
    """What a file adds of a closed month that is another one now; a page has it in its cells."""
    return [_column(name, sheet.currency) for name in NOW if sheet.differs]


def text_of_now(line: MonthLine, column: FigureColumn) -> str:
    """The number of a closed month as it is now, where that is another one; else nothing."""
    if line.now is None or column.name not in FIGURES:
        return ""
    then, now = getattr(line, column.name), getattr(line.now, column.name)
    return "" if then == now else figure_text(now, column.kind, column.currency)


def figure_cells(line: MonthLine, columns: list[FigureColumn]) -> list[FigureCell]:
    """The numbers of a line in the order of the columns."""
    return [_cell(column, figure_value(line, column)) for column in columns]


def stacked_by_currency(cells: list[FigureCell]) -> list[FigureCell]:
    """For a page: further currencies stand in the cell of the month's own, below it."""
    result: list[FigureCell] = []
    for cell in cells:
        if "." in cell.column.name:
            text = format_html("{}<br>{}", result[-1].text, cell.text)
            result[-1] = result[-1]._replace(text=text)
        else:
            result.append(cell)
    return result


def figure_value(line: MonthLine, column: FigureColumn) -> Decimal | int:
    """The number of a line in a column."""
    if column.name in NOW:
        return getattr(line.now or line, NOW[column.name])
    name = column.name.partition(".")[0]
    value = getattr(line, name)
    return value.get(column.currency, ZERO) if name in BY_CURRENCY else value


def figure_kind(name: str) -> str:
    """Whether a figure is a count, omset or a bonus."""
    return FIGURE_KINDS.get(name, BONUS)


def figure_text(value: Decimal | int, kind: str, currency: str) -> str:
    """A figure as people read it, whatever its kind; a bonus in its currency."""
    if kind == COUNT:
        return formats.decimal(int(value))
    amount = Decimal(value)
    return formats.money(amount, currency) if kind == BONUS else formats.rupiah(amount)


def _column(name: str, currency: str) -> FigureColumn:
    kind = figure_kind(name)
    return FigureColumn(
        name=name,
        label=str(LABELS[name]),
        kind=kind,
        currency=currency if kind == BONUS else "",
    )


def _further(name: str, currency: str) -> FigureColumn:
    label = BY_CURRENCY[name] % {"currency": currency}
    return FigureColumn(name=f"{name}.{currency}", label=label, kind=BONUS, currency=currency)


def _cell(column: FigureColumn, value: Decimal | int) -> FigureCell:
    return FigureCell(column, value, figure_text(value, column.kind, column.currency))
