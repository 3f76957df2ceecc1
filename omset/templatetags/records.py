"""Rows of deposits. Written in one go: fifty rows through template tags cost half a page's time."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from omset.columns import COLUMNS, Column
from omset.models import OmsetRecord

register = template.Library()

PICK = (
    '<td class="pick"><label><input type="checkbox" class="checkbox checkbox-sm" form="bulk"'
    ' name="rows" value="{}:{}"><span class="sr-only">{} {}</span></label></td>'
)


@register.simple_tag
def record_heads(columns: Iterable[Column]) -> SafeString:
    """The header cells of the columns."""
    return format_html_join(
        "",
        '<th scope="col"{}>{}</th>',
        (
            (mark_safe(' class="num"') if "num" in column.css else "", column.label)
            for column in columns or COLUMNS
        ),
    )


@register.simple_tag
def record_rows(rows: list[OmsetRecord], columns: Iterable[Column], pick=False) -> SafeString:
    """A table row for each record; with `pick` a box of the form `bulk` in front."""
    cells = [_cell(column) for column in columns or COLUMNS]
    select = escape(_("Select"))
    # Safe: every part of it is, see _row.
    return mark_safe("".join(_row(record, cells, select if pick else "") for record in rows))


def _cell(column: Column) -> tuple:
    """How a cell of the column is written, and what stands before it: usually, and if one form."""
    label = f'data-label="{escape(column.label)}">'
    usual = f'<td class="{column.css}" {label}' if column.css else f"<td {label}"
    single = f'<td class="{column.css} no-card" {label}' if column.multiplied else usual
    return column.cell, usual, single


def _row(record: OmsetRecord, cells: list[tuple], select: str) -> str:
    """Each cell escapes what people have typed (omset/columns.py)."""
    start = 2 if record.multiplier == 1 else 1
    box = select and PICK.format(record.pk, record.version, select, escape(record.customer_id))
    inside = "".join(f"{cell[start]}{cell[0](record)}</td>" for cell in cells)
    return f'<tr id="record-{record.pk}">{box}{inside}</tr>\n'
