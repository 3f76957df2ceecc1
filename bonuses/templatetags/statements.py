"""Bonuses and figures of statements in the reader's words."""

from decimal import Decimal
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from bonuses.models import Adjustment
from bonuses.months.causes import cause_of, deposit_of
from bonuses.rules.figures import FigureChange, changed_figures
from bonuses.statements import tables
from bonuses.statements.columns import LABELS, FigureCell, FigureColumn, figure_kind, figure_text
from bonuses.statements.currency import DisplayCurrency
from crm.web.templatetags.shell import opens

register = template.Library()

register.filter("cause", cause_of)
register.filter("deposit", deposit_of)
register.filter("rate_text", tables.rate_text)


@register.simple_tag
def bonus(amount: Decimal, currency: str, display: DisplayCurrency) -> str:
    """One bonus in the currency that the page shows."""
    return display.text(amount, currency)


@register.simple_tag
def figure(name: str, value: Decimal | int, currency: str) -> str:
    """A figure of a statement, by its name: a count, omset or a bonus in its own currency."""
    return figure_text(value, figure_kind(name), currency)


@register.simple_tag
def figure_cells(cells: list[tuple[FigureCell, str, str]]) -> SafeString:
    """The numbers of a line, each leading to what makes it, and what it is now if another one."""
    language = get_language()
    parts = (
        (_opened(cell.column, language), opens(url, cell.text), _beside(text_now))
        for cell, url, text_now in cells
    )
    return format_html_join("", "{}{}{}</td>", parts)


def _beside(now: str) -> str:
    if not now:
        return ""
    small = ' <small class="block text-xs font-normal text-muted">{}</small>'
    return format_html(small, gettext("now %(figure)s") % {"figure": now})


@lru_cache
def _opened(column: FigureColumn, _language: str) -> SafeString:
    is_total = column.name == "total_bonus" or column.name.startswith("to_pay")
    total = " total" if is_total else ""
    return format_html('<td class="num{}" data-label="{}">', total, column.label)


@register.filter
def figure_name(name: str) -> str:
    """What people call a figure."""
    return str(LABELS[name])


@register.filter
def changes(adjustment: Adjustment) -> list[FigureChange]:
    """The figures that the change moved."""
    return changed_figures(adjustment.old, adjustment.new)
