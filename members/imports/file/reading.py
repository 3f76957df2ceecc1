"""What is shown of a file before its rows are uploaded: how it is written, its first rows."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

from crm.imports.cells import DamagedRow, as_text
from crm.imports.files import NumberedRow
from members.customers.forgotten_names import anybody_is_forgotten, forgotten_customers
from members.imports.file.table import UploadTable
from members.rules.columns import MASK
from members.rules.erasure import as_stored_phone
from members.rules.keys import customer_key
from members.rules.mapping import guessed_places
from members.rules.phones import phones_in

SHOWN_ROWS, SAMPLES = 10, 3
# Of a cell in the table of the page.
LONGEST_SHOWN = 60
# Samples are looked for in as many rows: a column may begin empty.
LOOKED_AT = 200


class TextRow(NamedTuple):
    """The number of a row and its cells as texts; of a damaged one its whole text."""

    number: int
    cells: list[str]
    is_damaged: bool = False


def rows_to_show(table: UploadTable) -> list[TextRow]:
    """The first rows below the headings, whole. Raises UnreadableFile."""
    return [_texts(row) for row in islice(table.rows(), LOOKED_AT)]


def reading_of(table: UploadTable, shown: list[TextRow], region: str) -> dict[str, Any]:
    """The file as it is understood, in plain values, with `shown` of its rows.

    Phone numbers belong to `region`. Asks, in this transaction, who was forgotten lately.
    """
    rows = [row._replace(cells=_cut(row.cells)) for row in without_forgotten(shown, region)]
    dialect, columns = table.source.dialect, _columns(table, rows)
    return {
        "encoding": dialect.encoding if dialect else "",
        "delimiter": dialect.delimiter if dialect else "",
        "sheets": table.sheets,
        "sheet": table.sheet,
        "not_read": list(table.source.not_read),
        "heading_row": table.heading_row,
        "headings": table.headings,
        "guess": guessed_places(table.headings),
        "samples": [list(dict.fromkeys(filter(None, column)))[:SAMPLES] for column in columns],
        "rows": [{"row": row.number, "cells": row.cells} for row in rows[:SHOWN_ROWS]],
    }


def _columns(table: UploadTable, rows: list[TextRow]) -> Iterable[list[str]]:
    """The cells of each column, from the top."""
    for place in range(len(table.headings)):
        whole = (row.cells for row in rows if not row.is_damaged)
        yield [cells[place] for cells in whole if place < len(cells)]


def without_forgotten(rows: Sequence[TextRow], region: str) -> list[TextRow]:
    """Those that name nobody who was forgotten lately; damaged ones masked while anybody was: who
    is in them nobody knows. In this transaction."""
    if not anybody_is_forgotten():
        return list(rows)
    keys = {row.number: set(map(customer_key, row.cells)) for row in rows}
    phones = {row.number: _phones(row.cells, region) for row in rows}
    forgotten = forgotten_customers(set().union(*keys.values()), set().union(*phones.values()))
    return [
        row._replace(cells=[MASK]) if row.is_damaged else row
        for row in rows
        if forgotten.keys.isdisjoint(keys[row.number])
        and forgotten.phones.isdisjoint(phones[row.number])
    ]


def _phones(cells: list[str], region: str) -> set[str]:
    """Those that a row names in any cell: which of them holds phones is not known yet."""
    written = {phone for cell in cells for phone in phones_in(cell)}
    return written | {as_stored_phone(cell, region) for cell in cells}


def _cut(cells: list[str]) -> list[str]:
    return [cell[:LONGEST_SHOWN] for cell in cells]


def _texts(row: NumberedRow) -> TextRow:
    number, cells = row
    if isinstance(cells, DamagedRow):
        return TextRow(number, [cells.text], is_damaged=True)
    return TextRow(number, [as_text(cell) for cell in cells])
