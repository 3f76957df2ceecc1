"""What a cell of a file holds, and when it names nobody and nothing. Pure.

A spreadsheet shows its errors, truth values and shortened numbers as if they were text. Taken for a
name, each of them would make one customer of many people (crm/web/texts/no_names.py).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, cast

from django.utils.functional import Promise

from crm.web.texts import no_names
from crm.web.texts.filled import FilledText
from crm.web.texts.no_names import IS_SHORTENED, IS_TRUTH, IS_WHEN
from crm.web.texts.visible import visible_text

CellValue = str | Decimal | date | bool
# Why something is not taken, in the language of who reads it.
Reason = str | Promise | FilledText
# From here on Excel keeps the first 15 digits and puts zeros behind them.
SHORTENED_FROM = Decimal(10) ** 15
# What an error can begin with; asked of every cell, so it must be quick.
ERROR_STARTS = frozenset("#E \t\r\n\xa0")


class DamagedRow(NamedTuple):
    """A row whose cells cannot be told apart: its text, and why."""

    text: str
    reason: Reason


def as_text(cell: CellValue) -> str:
    """A cell as text; a number without the decimals that a spreadsheet adds to whole ones."""
    if isinstance(cell, str):
        return visible_text(cell)
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, Decimal):
        return format(cell.to_integral_value() if cell == cell.to_integral_value() else cell, "f")
    return str(cell)


def as_texts(cells: Sequence[CellValue]) -> list[str]:
    """All cells of a row as text. Most rows are plain letters: they are looked at as a whole."""
    try:
        row = "".join(cast(Sequence[str], cells))
    except TypeError:
        return list(map(as_text, cells))
    if row.isascii() and row.isprintable():
        return [cell.strip() for cell in cast(Sequence[str], cells)]
    return list(map(as_text, cells))


def why_no_name(cell: CellValue) -> Reason | None:
    """Why this cell is the name of nobody and nothing; None if it may be one, or is empty."""
    if isinstance(cell, str):
        return no_names.no_name_reason(cell)
    text = {"text": as_text(cell)}
    if isinstance(cell, Decimal):
        return FilledText(IS_SHORTENED, text) if abs(cell) >= SHORTENED_FROM else None
    return FilledText(IS_TRUTH if isinstance(cell, bool) else IS_WHEN, text)


def why_error(cell: CellValue) -> Reason | None:
    """Why this cell holds nothing but what went wrong in the spreadsheet; None otherwise."""
    return no_names.error_reason(cell) if isinstance(cell, str) else None


def is_sum(cell: CellValue) -> bool:
    """Whether the cell names a row that adds up others: `Total`, `Jumlah:`, `budi Total`."""
    return isinstance(cell, str) and no_names.is_sum(cell)
