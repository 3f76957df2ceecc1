"""A person's month as tables of texts: title, header and rows, as the screen shows them."""

from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from bonuses.models import Adjustment
from bonuses.months.causes import CHANGED, cause_of, deposit_of
from bonuses.months.discrepancies import changed_figures
from bonuses.rules.payment import NOTHING
from bonuses.statements.columns import LABELS, cells, columns, kind_of, text_of
from bonuses.statements.person import DayLine, Personal
from bonuses.statements.sheet import Line
from bonuses.statements.shown import DisplayCurrency
from crm.web.templatetags import formats

LEFT, RIGHT = "LEFT", "RIGHT"
DAY_COLUMNS = ("records", "total", "ndp", "rdp")


class Table(NamedTuple):
    """How wide each column is beside the others, and on which side its texts stand."""

    title: str
    header: list[str]
    rows: list[list[str]]
    widths: tuple[int, ...]
    sides: tuple[str, ...]
    # True if the last row is of sums.
    has_total: bool = False


def tables(found: Personal) -> list[Table]:
    """Figures, tiers, days and, where there are any, adjustments and what changed after closing."""
    made = [_figures(found), _thresholds(found), _tiers(found), _days(found)]
    into, month = _("Adjustments from closed months"), _("Closed month")
    later, carried = _("Changed after closing"), _("Carried by")
    if found.adjustments:
        of = [(row.month, row) for row in found.adjustments]
        made.append(_adjustments(into, month, of, found.shown))
    if found.later:
        # Another month carries them, at its own rate: here they stay as they are.
        of = [(row.into, row) for row in found.later]
        made.append(_adjustments(later, carried, of, DisplayCurrency()))
    return made


def state(found: Personal) -> str:
    """Whether the month is closed, and as of when the figures are."""
    if not found.closing:
        return _("Not closed. As of %s.") % formats.moment(timezone.now())
    closing = found.closing
    facts = {"name": closing.closed_by_name, "at": formats.moment(closing.closed_at)}
    return _("Closed by %(name)s on %(at)s. The figures are as they were then.") % facts


def changed(found: Personal) -> str:
    """That a closed month was changed since; nothing where it was not."""
    return str(CHANGED) if found.differs else ""


def now_beside(found: Personal) -> dict[str, str]:
    """The figures of a closed month that are others now, by name, in words."""
    currency = found.plan.currency
    return {
        name: _("now %(figure)s") % {"figure": _text(name, now, currency)}
        for name, _then, now in found.changes
    }


def rate(shown: DisplayCurrency) -> str:
    """At which rate amounts are in rupiah; nothing where that was not asked for."""
    if not shown.in_rupiah:
        return ""
    if shown.rate is None:
        return _no_rate(shown)
    facts = {"rate": formats.rupiah(shown.rate.rupiah), "since": formats.day(shown.rate.valid_from)}
    said = _("At %(rate)s for one dollar, the rate from %(since)s on.") % facts
    if shown.is_frozen:
        said += " " + _("The month was closed with this rate.")
    return said + " " + _("What is due in dollars is paid in dollars.")


def to_pay(found: Personal) -> str:
    """What is paid after adjustments, in each currency; nothing where there are none."""
    if not found.adjustments:
        return ""
    line = found.line
    said = _(
        "With adjustments of %(adjusted)s from closed months, what is to be paid is %(to_pay)s."
    )
    adjusted = {name: line.adjusted.get(name, NOTHING) for name in line.to_pay}
    return said % {"adjusted": _amounts(adjusted), "to_pay": _amounts(line.to_pay)}


def _amounts(by_currency: dict[str, Decimal]) -> str:
    found = [formats.money(amount, name) for name, amount in by_currency.items()]
    return get_text_list(found, _("and"))


def _no_rate(shown: DisplayCurrency) -> str:
    if shown.is_frozen:
        return _(
            "No rate was known when this month was closed, so bonuses stay in their own currency."
        )
    return _("No rate is known for this month, so bonuses stay in their own currency.")


def _figures(found: Personal) -> Table:
    now = now_beside(found)
    of = columns(found.plan.currency, found.others)
    rows = [
        [cell.column.label, cell.text, now.get(cell.column.name, "")]
        for cell in cells(found.line, of)
    ]
    header = [_("Figure"), _("Amount"), ""]
    return Table(_("Bonus"), header, rows, (3, 2, 2), (LEFT, RIGHT, RIGHT))


def _thresholds(found: Personal) -> Table:
    rows = [
        [
            formats.rupiah(row.omset),
            formats.money(row.bonus, found.plan.currency),
            _("reached") if row == found.reached else "",
        ]
        for row in found.thresholds
    ]
    header = [_("Omset of the month from"), _("Bonus"), ""]
    return Table(_("Main bonus"), header, rows, (3, 2, 2), (LEFT, RIGHT, RIGHT))


def _tiers(found: Personal) -> Table:
    currency = found.plan.currency
    rows = [
        [
            f"{tier.label} {tier.kind}",
            formats.money(tier.bonus, currency),
            formats.decimal(tier.days),
            formats.money(tier.sum, currency),
        ]
        for tier in found.tiers
    ]
    header = [_("A day with"), _("Bonus"), _("Days"), _("Together")]
    return Table(_("Daily bonuses"), header, rows, (2, 2, 1, 2), (LEFT, *[RIGHT] * 3))


def _days(found: Personal) -> Table:
    currency = found.plan.currency
    rows = [_day(day, formats.weekday(day.date), currency) for day in found.days]
    rows.append(_day(found.line, _("Total"), currency))
    labels = [str(LABELS[name]) for name in (*DAY_COLUMNS, "ndp_bonus", "rdp_bonus")]
    header = [_("Date"), *labels[:4], _("NDP tier"), _("RDP tier"), *labels[4:]]
    sides = (LEFT, *[RIGHT] * 8)
    return Table(_("Days"), header, rows, (5, 3, 5, 2, 2, 3, 3, 4, 4), sides, has_total=True)


def _day(day: DayLine | Line, label: str, currency: str) -> list[str]:
    counts = [_text(name, getattr(day, name), currency) for name in DAY_COLUMNS]
    hits = (day.ndp_tier, day.rdp_tier) if isinstance(day, DayLine) else (None, None)
    bonuses = [formats.money(bonus, currency) for bonus in (day.ndp_bonus, day.rdp_bonus)]
    return [label, *counts, *(hit.label if hit else "" for hit in hits), *bonuses]


def _adjustments(title: str, of: str, lines: list[tuple], shown: DisplayCurrency) -> Table:
    """The lines, each with the month that stands before it."""
    rows = [
        [
            formats.month(month),
            f"{cause_of(row)}\n{deposit_of(row)}".strip(),
            _changes(row),
            f"{row.actor_name}\n{formats.moment(row.created_at)}",
            shown.text(row.amount, row.currency),
        ]
        for month, row in lines
    ]
    header = [of, _("Cause"), _("Changed"), _("By"), _("Bonus")]
    return Table(title, header, rows, (3, 3, 8, 4, 3), (*[LEFT] * 4, RIGHT))


def _changes(row: Adjustment) -> str:
    """In the currency of the closed month, whatever this one is shown in."""
    return "\n".join(
        f"{LABELS[name]} {_text(name, before, row.currency)} → {_text(name, after, row.currency)}"
        for name, before, after in changed_figures(row.old, row.new)
    )


def _text(name: str, value, currency: str) -> str:
    return text_of(value, kind_of(name), currency)
