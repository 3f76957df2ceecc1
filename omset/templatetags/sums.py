"""The numbers of a line of sums, each leading to its records. Written in one go: see records.py."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from django import template
from django.utils.functional import Promise
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm.web.cached_reverse import cached_reverse
from crm.web.templatetags.formats import decimal, rupiah
from omset.lists.summary import SummaryRow, SummaryTable

register = template.Library()


class SumsColumn(NamedTuple):
    label: str | Promise
    # Which of the addresses of a line its number opens: see _urls.
    opens: str
    cell: Callable[[SummaryRow], str]
    css: str = "num"


DAYS = SumsColumn(_("Days"), "days", lambda row: decimal(row.days))
SUMS_COLUMNS = (
    SumsColumn(_("Records"), "all", lambda row: decimal(row.numbers.records)),
    SumsColumn(_("Forms"), "all", lambda row: decimal(row.numbers.forms)),
    SumsColumn(_("NDP"), "ndp", lambda row: decimal(row.numbers.ndp)),
    SumsColumn(_("RDP"), "rdp", lambda row: decimal(row.numbers.rdp)),
    SumsColumn(_("NDP amount"), "ndp", lambda row: rupiah(row.numbers.ndp_total)),
    SumsColumn(_("RDP amount"), "rdp", lambda row: rupiah(row.numbers.rdp_total)),
    SumsColumn(_("Omset"), "all", lambda row: rupiah(row.numbers.total), css="num total"),
)


@register.simple_tag
def sum_heads(table: SummaryTable) -> SafeString:
    """The header cells of the numbers; days worked only where a line is no time itself."""
    heads = ((column.label,) for column in _columns(not table.is_by_time))
    return format_html_join("", '<th scope="col" class="num">{}</th>', heads)


@register.simple_tag
def sum_cells(row: SummaryRow) -> SafeString:
    """The cells of a line."""
    has_days = row.days is not None
    cells = (column.cell(row) for column in _columns(has_days))
    return format_html(_cells_format(has_days, get_language()), *cells, **_urls(row))


def _urls(row: SummaryRow) -> dict[str, str]:
    return {
        "days": f"{cached_reverse('omset:summary')}?{row.query}",
        "all": row.url,
        "ndp": row.ndp_url,
        "rdp": row.rdp_url,
    }


@lru_cache
def _cells_format(has_days: bool, _language: str) -> str:
    """A line for format_html: nothing in it was typed by anybody."""
    return "".join(
        f'<td class="{column.css}" data-label="{escape(column.label)}">'
        f'<a class="link link-hover" href="{{{column.opens}}}">{{}}</a></td>'
        for column in _columns(has_days)
    )


def _columns(has_days: bool) -> tuple[SumsColumn, ...]:
    return (DAYS, *SUMS_COLUMNS) if has_days else SUMS_COLUMNS
