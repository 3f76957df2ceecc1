"""A person's month for the PDF, as tables of texts, and sentences that pages have as well."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from bonuses.models import Adjustment
from bonuses.months.causes import CHANGED, cause_of, deposit_of
from bonuses.rules.figures import ZERO, changed_figures
from bonuses.statements.columns import (
    LABELS,
    figure_cells,
    figure_columns,
    figure_kind,
    figure_text,
)
from bonuses.statements.currency import DisplayCurrency
from bonuses.statements.person import DayLine, PersonMonth
from bonuses.statements.sheet import MonthLine
from crm.web.templatetags import formats

LEFT, RIGHT = "LEFT", "RIGHT"
DAY_COLUMNS = ("records", "total", "ndp", "rdp")


class TextTable(NamedTuple):
    """How wide each column is beside the others, and on which side its texts stand."""

    title: str
    header: list[str]
    rows: list[list[str]]
    widths: tuple[int, ...]
    sides: tuple[str, ...]
    # True if the last row is of sums.
    has_total: bool = False


def month_tables(statement: PersonMonth) -> list[TextTable]:
    """Figures, tiers, days and, where there are any, adjustments and what changed after closing."""
    tables = [_figures(statement), _thresholds(statement), _tiers(statement), _days(statement)]
    into, month = _("Adjustments from closed months"), _("Closed month")
    later, carried = _("Changed after closing"), _("Carried by")
    if statement.adjustments:
        of_month = [(row.month, row) for row in statement.adjustments]
        tables.append(_adjustments(into, month, of_month, statement.display))
    if statement.later:
        # Another month carries them, at its own rate: here they stay as they are.
        of_month = [(row.into, row) for row in statement.later]
        tables.append(_adjustments(later, carried, of_month, DisplayCurrency()))
    return tables


def closing_text(statement: PersonMonth) -> str:
    """Whether the month is closed, and as of when the figures are."""
    if not statement.closing:
        return _("Not closed. As of %s.") % formats.moment(timezone.now())
    closing = statement.closing
    facts = {"name": closing.closed_by_name, "at": formats.moment(closing.closed_at)}
    return _("Closed by %(name)s on %(at)s. The figures are as they were then.") % facts


def changed_text(statement: PersonMonth) -> str:
    """That a closed month was changed since; nothing where it was not."""
    return str(CHANGED) if statement.differs else ""


def texts_of_now(statement: PersonMonth) -> dict[str, str]:
    """The figures of a closed month that are others now, by name, in words."""
    currency = statement.plan.currency
    return {
        name: _("now %(figure)s") % {"figure": _text(name, now, currency)}
        for name, _before, now in statement.changes
    }


def rate_text(display: DisplayCurrency) -> str:
    """At which rate amounts are in rupiah; nothing where that was not asked for."""
    if not display.in_rupiah:
        return ""
    if display.rate is None:
        return _no_rate(display)
    rate = display.rate
    facts = {"rate": formats.rupiah(rate.rupiah), "since": formats.day(rate.valid_from)}
    text = _("At %(rate)s for one dollar, the rate from %(since)s on.") % facts
    if display.is_frozen:
        text += " " + _("The month was closed with this rate.")
    return text + " " + _("What is due in dollars is paid in dollars.")


def to_pay_text(statement: PersonMonth) -> str:
    """What is paid after adjustments, in each currency; nothing where there are none."""
    if not statement.adjustments:
        return ""
    line = statement.line
    text = _(
        "With adjustments of %(adjusted)s from closed months, what is to be paid is %(to_pay)s."
    )
    adjusted = {name: line.adjusted.get(name, ZERO) for name in line.to_pay}
    return text % {"adjusted": _amounts(adjusted), "to_pay": _amounts(line.to_pay)}


def _amounts(by_currency: dict[str, Decimal]) -> str:
    texts = [formats.money(amount, name) for name, amount in by_currency.items()]
    return get_text_list(texts, _("and"))


def _no_rate(display: DisplayCurrency) -> str:
    if display.is_frozen:
        return _(
            "No rate was known when this month was closed, so bonuses stay in their own currency."
        )
    return _("No rate is known for this month, so bonuses stay in their own currency.")


def _figures(statement: PersonMonth) -> TextTable:
    now = texts_of_now(statement)
    columns = figure_columns(statement.plan.currency, statement.others)
    rows = [
        [cell.column.label, cell.text, now.get(cell.column.name, "")]
        for cell in figure_cells(statement.line, columns)
    ]
    header = [_("Figure"), _("Amount"), ""]
    return TextTable(
        title=_("Bonus"), header=header, rows=rows, widths=(3, 2, 2), sides=(LEFT, RIGHT, RIGHT)
    )


def _thresholds(statement: PersonMonth) -> TextTable:
    rows = [
        [
            formats.rupiah(row.omset),
            formats.money(row.bonus, statement.plan.currency),
            _("reached") if row == statement.reached else "",
        ]
        for row in statement.thresholds
    ]
    header = [_("Omset of the month from"), _("Bonus"), ""]
    return TextTable(
        title=_("Main bonus"),
        header=header,
        rows=rows,
        widths=(3, 2, 2),
        sides=(LEFT, RIGHT, RIGHT),
    )


def _tiers(statement: PersonMonth) -> TextTable:
    currency = statement.plan.currency
    rows = [
        [
            f"{tier.label} {tier.kind}",
            formats.money(tier.bonus, currency),
            formats.decimal(tier.days),
            formats.money(tier.sum, currency),
        ]
        for tier in statement.tiers
    ]
    header = [_("A day with"), _("Bonus"), _("Days"), _("Together")]
    return TextTable(
        title=_("Daily bonuses"),
        header=header,
        rows=rows,
        widths=(2, 2, 1, 2),
        sides=(LEFT, *[RIGHT] * 3),
    )


def _days(statement: PersonMonth) -> TextTable:
    currency = statement.plan.currency
    rows = [_day(day, formats.weekday(day.date), currency) for day in statement.days]
    rows.append(_day(statement.line, _("Total"), currency))
    labels = [str(LABELS[name]) for name in (*DAY_COLUMNS, "ndp_bonus", "rdp_bonus")]
    header = [_("Date"), *labels[:4], _("NDP tier"), _("RDP tier"), *labels[4:]]
    return TextTable(
        title=_("Days"),
        header=header,
        rows=rows,
        widths=(5, 3, 5, 2, 2, 3, 3, 4, 4),
        sides=(LEFT, *[RIGHT] * 8),
        has_total=True,
    )


def _day(day: DayLine | MonthLine, label: str, currency: str) -> list[str]:
    counts = [_text(name, getattr(day, name), currency) for name in DAY_COLUMNS]
    day_tiers = (day.ndp_tier, day.rdp_tier) if isinstance(day, DayLine) else (None, None)
    bonuses = [formats.money(bonus, currency) for bonus in (day.ndp_bonus, day.rdp_bonus)]
    tier_labels = [tier.label if tier else "" for tier in day_tiers]
    return [label, *counts, *tier_labels, *bonuses]


def _adjustments(
    title: str, month_header: str, lines: list[tuple[date, Adjustment]], display: DisplayCurrency
) -> TextTable:
    """The lines, each with the month that stands before it."""
    rows = [
        [
            formats.month(month),
            f"{cause_of(row)}\n{deposit_of(row)}".strip(),
            _changes(row),
            f"{row.actor_name}\n{formats.moment(row.created_at)}",
            display.text(row.amount, row.currency),
        ]
        for month, row in lines
    ]
    header = [month_header, _("Cause"), _("Changed"), _("By"), _("Bonus")]
    return TextTable(
        title=title,
        header=header,
        rows=rows,
        widths=(3, 3, 8, 4, 3),
        sides=(*[LEFT] * 4, RIGHT),
    )


def _changes(row: Adjustment) -> str:
    """In the currency of the closed month, whatever this one is shown in."""
    return "\n".join(
        f"{LABELS[name]} {_text(name, before, row.currency)} → {_text(name, after, row.currency)}"
        for name, before, after in changed_figures(row.old, row.new)
    )


def _text(name: str, value: Decimal | int, currency: str) -> str:
    return figure_text(value, figure_kind(name), currency)
