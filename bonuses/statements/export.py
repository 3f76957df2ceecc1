"""A month as sheets of a workbook and as rows of a CSV: cell by cell what the screen shows."""

from collections.abc import Iterator
from datetime import date

from bson import ObjectId
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bonuses import schedule
from bonuses.months import standings
from bonuses.months.figures import statement_days
from bonuses.rules import plans
from bonuses.statements.columns import (
    BONUS,
    LABELS,
    FigureColumn,
    columns_of_now,
    figure_cells,
    figure_columns,
    figure_kind,
)
from bonuses.statements.person import DayLine, day_lines
from bonuses.statements.sheet import MonthLine, MonthSheet
from crm.web.files import exports


def summary(sheet: MonthSheet) -> tuple[list[str], list[list]]:
    """Header and one row a person, the grand totals last."""
    columns = figure_columns(sheet.currency, sheet.others) + columns_of_now(sheet)
    header = [_("Staff"), *map(_with_currency, columns)]
    rows = [[line.name, *_values(line, columns)] for line in sheet.lines]
    return header, [*rows, [_("Total"), *_values(sheet.total, columns)]]


def workbook(sheet: MonthSheet) -> Iterator[exports.Sheet]:
    """The summary, what changed after closing if anything did, the days of each person (BO-10)."""
    yield exports.Sheet(_("Summary"), *summary(sheet))
    if sheet.differs:
        yield exports.Sheet(_("Changed after closing"), *changed(sheet))
    bonuses = [_in(LABELS[name], sheet.currency) for name in ("ndp_bonus", "rdp_bonus")]
    days = days_of(sheet)
    for line in sheet.lines:
        rows = [_day_row(day) for day in days.get(line.staff_id, [])]
        yield exports.Sheet(line.name, [*day_header(), *bonuses], [*rows, _day_total(line)])


def changed(sheet: MonthSheet) -> tuple[list[str], list[list]]:
    """Each figure that is another one now than when the month was closed."""
    header = [_("Staff"), _("Figure"), _("When closed"), _("Now"), _("Difference")]
    rows = []
    for line in sheet.lines:
        for name, before, after in sheet.changes[line.staff_id]:
            is_bonus = figure_kind(name) == BONUS
            label = _in(LABELS[name], sheet.currency) if is_bonus else str(LABELS[name])
            rows.append([line.name, label, before, after, after - before])
    return header, rows


def day_header() -> list[str]:
    """The columns of a day before its bonuses."""
    labels = [str(LABELS[name]) for name in ("records", "total", "ndp", "rdp")]
    return [_("Date"), *labels, _("NDP tier"), _("RDP tier")]


def days_of(sheet: MonthSheet) -> dict[object, list[DayLine]]:
    """Everybody's days: as closed, else as the ledger is now, a command a person."""
    if sheet.closing:
        return {
            row.staff_id: day_lines(
                statement_days(row), sheet.display.plan(plans.from_json(row.plan))
            )
            for row in sheet.closing.statements.all()
        }
    plan = sheet.display.plan(schedule.plan_of(sheet.month))
    return {
        line.staff_id: day_lines(_days_now(line.staff_id, sheet.month), plan)
        for line in sheet.lines
    }


def _days_now(staff_id: ObjectId, month: date) -> list:
    return standings.days_of(staff_id, [month])[month]


def _day_row(day: DayLine) -> list:
    labels = [tier.label if tier else "" for tier in (day.ndp_tier, day.rdp_tier)]
    bonuses = (day.ndp_bonus, day.rdp_bonus)
    return [day.date, day.records, day.total, day.ndp, day.rdp, *labels, *bonuses]


def _day_total(line: MonthLine) -> list:
    counts = (line.records, line.total, line.ndp, line.rdp)
    return [_("Total"), *counts, "", "", line.ndp_bonus, line.rdp_bonus]


def _values(line: MonthLine, columns: list[FigureColumn]) -> list:
    return [cell.value for cell in figure_cells(line, columns)]


def _with_currency(column: FigureColumn) -> str:
    """In a file a number does not say its currency, so its column does."""
    return _in(column.label, column.currency) if column.currency else column.label


def _in(label: str | Promise, currency: str) -> str:
    return f"{label} ({currency})"
