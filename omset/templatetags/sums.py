"""The numbers of a line of sums, each leading to its records. Written in one go: see records.py."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm.web.templatetags.formats import decimal, rupiah
from omset.summary import Row, Table

register = template.Library()


class Column(NamedTuple):
    label: str
    url: Callable[[Row], str]
    cell: Callable[[Row], str]
    css: str = "num"


DAYS = Column(
    _("Days"),
    lambda row: f"{reverse('omset:summary')}?{row.query}",
    lambda row: decimal(row.days),
)
COLUMNS = (
    Column(_("Records"), lambda row: row.url, lambda row: decimal(row.numbers.records)),
    Column(_("Forms"), lambda row: row.url, lambda row: decimal(row.numbers.forms)),
    Column(_("NDP"), lambda row: row.ndp_url, lambda row: decimal(row.numbers.ndp)),
    Column(_("RDP"), lambda row: row.rdp_url, lambda row: decimal(row.numbers.rdp)),
    Column(_("NDP amount"), lambda row: row.ndp_url, lambda row: rupiah(row.numbers.ndp_total)),
    Column(_("RDP amount"), lambda row: row.rdp_url, lambda row: rupiah(row.numbers.rdp_total)),
    Column(_("Omset"), lambda row: row.url, lambda row: rupiah(row.numbers.total), "num total"),
)


@register.simple_tag
def sum_heads(table: Table) -> SafeString:
    """The header cells of the numbers; days worked only where a line is no time itself."""
    columns = COLUMNS if table.is_by_time else (DAYS, *COLUMNS)
    return format_html_join(
        "", '<th scope="col" class="num">{}</th>', ((column.label,) for column in columns)
    )


@register.simple_tag
def sum_cells(row: Row) -> SafeString:
    """The cells of a line."""
    columns = COLUMNS if row.days is None else (DAYS, *COLUMNS)
    parts = (part for column in columns for part in (column.url(row), column.cell(row)))
    return format_html(_cells_format(columns, get_language()), *parts)


@lru_cache
def _cells_format(columns: tuple[Column, ...], _language: str) -> str:
    """A line for format_html: nothing in it was typed by anybody."""
    return "".join(
        f'<td class="{column.css}" data-label="{escape(column.label)}">'
        '<a class="link link-hover" href="{}">{}</a></td>'
        for column in columns
    )
