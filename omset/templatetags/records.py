"""Rows of deposits. Written in one go: fifty rows through template tags cost half a page's time."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from omset.lists.columns import DEPOSIT_COLUMNS, DepositColumn
from omset.models import OmsetRecord

register = template.Library()


@register.simple_tag
def record_heads(columns: Iterable[DepositColumn]) -> SafeString:
    """The header cells of the columns."""
    heads = [
        ("num" if "num" in column.css else "", column.label)
        for column in columns or DEPOSIT_COLUMNS
    ]
    return format_html_join("", '<th scope="col" class="{}">{}</th>', heads)


@register.simple_tag
def record_rows(
    rows: list[OmsetRecord],
    columns: Iterable[DepositColumn],
    pick: bool = False,
    ticked: bool = False,
) -> SafeString:
    """A table row for each record; with `pick` a box of the form `bulk` in front."""
    columns = columns or DEPOSIT_COLUMNS
    box = _box(ticked) if pick else ""
    # A deposit that is one form says less on its card.
    formats = {single: _row_format(columns, box, single=single) for single in (False, True)}
    written = ((_row(record, formats[record.multiplier == 1], columns),) for record in rows)
    return format_html_join("\n", "{}", written)


def _row(record: OmsetRecord, row_format: str, columns: Iterable[DepositColumn]) -> SafeString:
    cells = (column.cell(record) for column in columns)
    return format_html(
        row_format, *cells, pk=record.pk, version=record.version, customer=record.customer_id
    )


def _row_format(columns: Iterable[DepositColumn], box: str, *, single: bool) -> str:
    """A row for format_html: nothing in it was typed by anybody."""
    cells = (
        f'<td class="{column.css}{" no-card" if single and column.multiplied else ""}"'
        f' data-label="{escape(column.label)}">{{}}</td>'
        for column in columns
    )
    return f'<tr id="record-{{pk}}">{box}{"".join(cells)}</tr>'


def _box(ticked: bool) -> str:
    return (
        '<td class="pick"><label><input type="checkbox" class="checkbox checkbox-sm" form="bulk"'
        f' name="rows" value="{{pk}}:{{version}}"{" checked" if ticked else ""}>'
        f'<span class="sr-only">{escape(_("Select"))} {{customer}}</span></label></td>'
    )
