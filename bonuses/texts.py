"""A person's month as tables of texts: title, header and rows, as the screen shows them."""

from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from bonuses.columns import LABELS, OF_A_MONTH, kind_of
from bonuses.discrepancies import changed_figures
from bonuses.models import Adjustment
from bonuses.personal import DayLine, Personal
from bonuses.shown import Shown
from bonuses.statements import Line
from bonuses.wording import CHANGED, cause_of, deposit_of
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


def tables(found: Personal, shown: Shown) -> list[Table]:
    """Figures, tiers, days and, where there are any, adjustments and what changed after closing."""
    made = [_figures(found, shown), _thresholds(found, shown), _tiers(found, shown)]
    made.append(_days(found, shown))
    into, month = _("Adjustments from closed months"), _("Closed month")
    later, carried = _("Changed after closing"), _("Carried by")
    if found.adjustments:
        made.append(
            _adjustments(into, month, [(row.month, row) for row in found.adjustments], shown)
        )
    if found.later:
        made.append(_adjustments(later, carried, [(row.into, row) for row in found.later], shown))
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


def now_beside(found: Personal, shown: Shown) -> dict[str, str]:
    """The figures of a closed month that are others now, by name, in words."""
    currency = found.plan.currency
    return {
        name: _("now %(figure)s") % {"figure": _text(name, now, currency, shown)}
        for name, _then, now in found.changes
    }


def rate(shown: Shown) -> str:
    """At which rate amounts are in rupiah; nothing where they are not."""
    if not shown.converts:
        return ""
    facts = {"rate": formats.rupiah(shown.rate.rupiah), "since": formats.day(shown.rate.valid_from)}
    return _("At %(rate)s for one dollar, the rate from %(since)s on.") % facts


def _figures(found: Personal, shown: Shown) -> Table:
    currency = found.plan.currency
    now = now_beside(found, shown)
    rows = [
        [
            str(LABELS[name]),
            _text(name, getattr(found.line, name), currency, shown),
            now.get(name, ""),
        ]
        for name in OF_A_MONTH
    ]
    rows += [
        [_("Adjustments in %(currency)s") % {"currency": other}, shown.text(sum, other), ""]
        for other, sum in found.others.items()
    ]
    header = [_("Figure"), _("Amount"), ""]
    return Table(_("Bonus"), header, rows, (3, 2, 2), (LEFT, RIGHT, RIGHT))


def _thresholds(found: Personal, shown: Shown) -> Table:
    rows = [
        [
            formats.rupiah(row.omset),
            shown.text(row.bonus, found.plan.currency),
            _("reached") if row == found.reached else "",
        ]
        for row in found.thresholds
    ]
    header = [_("Omset of the month from"), _("Bonus"), ""]
    return Table(_("Main bonus"), header, rows, (3, 2, 2), (LEFT, RIGHT, RIGHT))


def _tiers(found: Personal, shown: Shown) -> Table:
    currency = found.plan.currency
    rows = [
        [
            f"{tier.label} {tier.kind}",
            shown.text(tier.bonus, currency),
            formats.decimal(tier.days),
            shown.text(tier.sum, currency),
        ]
        for tier in found.tiers
    ]
    header = [_("A day with"), _("Bonus"), _("Days"), _("Together")]
    return Table(_("Daily bonuses"), header, rows, (2, 2, 1, 2), (LEFT, *[RIGHT] * 3))


def _days(found: Personal, shown: Shown) -> Table:
    currency = found.plan.currency
    rows = [_day(day, formats.weekday(day.date), currency, shown) for day in found.days]
    rows.append(_day(found.line, _("Total"), currency, shown))
    labels = [str(LABELS[name]) for name in (*DAY_COLUMNS, "ndp_bonus", "rdp_bonus")]
    header = [_("Date"), *labels[:4], _("NDP tier"), _("RDP tier"), *labels[4:]]
    sides = (LEFT, *[RIGHT] * 8)
    return Table(_("Days"), header, rows, (5, 3, 5, 2, 2, 3, 3, 4, 4), sides, has_total=True)


def _day(day: DayLine | Line, label: str, currency: str, shown: Shown) -> list[str]:
    counts = [_text(name, getattr(day, name), currency, shown) for name in DAY_COLUMNS]
    hits = (day.ndp_tier, day.rdp_tier) if isinstance(day, DayLine) else (None, None)
    bonuses = [shown.text(bonus, currency) for bonus in (day.ndp_bonus, day.rdp_bonus)]
    return [label, *counts, *(hit.label if hit else "" for hit in hits), *bonuses]


def _adjustments(title: str, of: str, lines: list[tuple], shown: Shown) -> Table:
    """The lines, each with the month that stands before it."""
    rows = [
        [
            formats.month(month),
            f"{cause_of(row)}\n{deposit_of(row)}".strip(),
            _changes(row, shown),
            f"{row.actor_name}\n{formats.moment(row.created_at)}",
            shown.text(row.amount, row.currency),
        ]
        for month, row in lines
    ]
    header = [of, _("Cause"), _("Changed"), _("By"), _("Bonus")]
    return Table(title, header, rows, (3, 3, 8, 4, 3), (*[LEFT] * 4, RIGHT))


def _changes(row: Adjustment, shown: Shown) -> str:
    return "\n".join(
        f"{LABELS[name]} {_text(name, before, row.currency, shown)}"
        f" → {_text(name, after, row.currency, shown)}"
        for name, before, after in changed_figures(row.old, row.new)
    )


def _text(name: str, value, currency: str, shown: Shown) -> str:
    return shown.both(value, kind_of(name), currency)[1]
