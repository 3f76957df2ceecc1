"""A month as sheets of a workbook and as rows of a CSV: cell by cell what the screen shows."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from bonuses import plans, schedule, standings
from bonuses.columns import BONUS, LABELS, cells, columns, columns_of_now, kind_of
from bonuses.personal import DayLine, day_lines, stated_days
from bonuses.shown import Shown
from bonuses.statements import Line, Sheet
from crm.web import exports


def summary(sheet: Sheet, shown: Shown) -> tuple[list[str], list[list]]:
    """Header and one row a person, the grand totals last."""
    found = columns(sheet) + columns_of_now(sheet)
    header = [_("Staff"), *(_with_currency(column, shown) for column in found)]
    rows = [[line.name, *_values(line, found, shown)] for line in sheet.lines]
    return header, [*rows, [_("Total"), *_values(sheet.total, found, shown)]]


def workbook(sheet: Sheet, shown: Shown) -> Iterator[exports.Sheet]:
    """The summary, what changed after closing if anything did, the days of each person (BO-10)."""
    yield exports.Sheet(_("Summary"), *summary(sheet, shown))
    if sheet.differs:
        yield exports.Sheet(_("Changed after closing"), *changed(sheet, shown))
    header = [*day_header(), _in(LABELS["ndp_bonus"], shown.currency(sheet.currency))]
    header.append(_in(LABELS["rdp_bonus"], shown.currency(sheet.currency)))
    days = days_of(sheet)
    for line in sheet.lines:
        mine = days.get(line.staff_id, [])
        rows = [_day_row(day, sheet.currency, shown) for day in mine]
        yield exports.Sheet(line.name, header, [*rows, _day_total(line, sheet.currency, shown)])


def changed(sheet: Sheet, shown: Shown) -> tuple[list[str], list[list]]:
    """Each figure that is another one now than when the month was closed."""
    money = shown.currency(sheet.currency)
    header = [_("Staff"), _("Figure"), _("When closed"), _("Now"), _("Difference")]
    rows = []
    for line in sheet.lines:
        for name, then, now in sheet.book.changes(line.staff_id):
            label = _in(LABELS[name], money) if kind_of(name) == BONUS else str(LABELS[name])
            sides = [shown.both(each, kind_of(name), sheet.currency)[0] for each in (then, now)]
            rows.append([line.name, label, *sides, sides[1] - sides[0]])
    return header, rows


def day_header() -> list[str]:
    """The columns of a day before its bonuses."""
    labels = [str(LABELS[name]) for name in ("records", "total", "ndp", "rdp")]
    return [_("Date"), *labels, _("NDP tier"), _("RDP tier")]


def days_of(sheet: Sheet) -> dict[object, list[DayLine]]:
    """Everybody's days: as closed, else as the ledger is now, a command a person."""
    if sheet.closing:
        return {
            row.staff_id: day_lines(stated_days(row), plans.from_json(row.plan))
            for row in sheet.closing.statements.all()
        }
    plan = schedule.plan_of(sheet.month)
    return {
        line.staff_id: day_lines(_days_now(line.staff_id, sheet.month), plan)
        for line in sheet.lines
    }


def _days_now(staff_id, month: date) -> list:
    return standings.days_of(staff_id, [month])[month]


def _day_row(day: DayLine, currency: str, shown: Shown) -> list:
    labels = [tier.label if tier else "" for tier in (day.ndp_tier, day.rdp_tier)]
    bonuses = [shown.amount(bonus, currency) for bonus in (day.ndp_bonus, day.rdp_bonus)]
    return [day.date, day.records, day.total, day.ndp, day.rdp, *labels, *bonuses]


def _day_total(line: Line, currency: str, shown: Shown) -> list:
    bonuses = [shown.amount(bonus, currency) for bonus in (line.ndp_bonus, line.rdp_bonus)]
    return [_("Total"), line.records, line.total, line.ndp, line.rdp, "", "", *bonuses]


def _values(line: Line, found: list, shown: Shown) -> list:
    return [cell.value for cell in cells(line, found, shown)]


def _with_currency(column, shown: Shown) -> str:
    """In a file a number does not say its currency, so its column does."""
    return _in(column.label, shown.currency(column.currency)) if column.currency else column.label


def _in(label: str, currency: str) -> str:
    return f"{label} ({currency})"
