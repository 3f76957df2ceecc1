"""What is shown of a file before its rows are uploaded: how it is written, its first rows."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from crm.imports.cells import DamagedRow, as_text
from crm.imports.files import NumberedRow
from members.customers.forgotten_names import anybody_is_forgotten, forgotten_customers
from members.imports.file.table import UploadTable
from members.rules.erasure import as_stored_phone
from members.rules.keys import customer_key
from members.rules.mapping import guessed_places

SHOWN_ROWS, SAMPLES = 10, 3
# Of a cell in the table of the page.
LONGEST_SHOWN = 60
# Samples are looked for in as many rows: a column may begin empty.
LOOKED_AT = 200


def reading_of(table: UploadTable) -> dict[str, Any]:
    """The file as it is understood, in plain values."""
    rows = _without_forgotten([_texts(row) for row in islice(table.rows(), LOOKED_AT)])
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
        "rows": [{"row": number, "cells": cells} for number, cells in rows[:SHOWN_ROWS]],
    }


def _columns(table: UploadTable, rows: list[tuple[int, list[str]]]) -> Iterable[list[str]]:
    """The cells of each column, from the top."""
    for place in range(len(table.headings)):
        yield [cells[place] for _number, cells in rows if place < len(cells)]


def _without_forgotten(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Those that name nobody who was forgotten lately."""
    if not anybody_is_forgotten():
        return rows
    texts = {text for _number, cells in rows for text in cells}
    keys, phones = {*map(customer_key, texts)}, {*map(as_stored_phone, texts)}
    forgotten = forgotten_customers(keys, phones)

    def is_one(text: str) -> bool:
        return customer_key(text) in forgotten.keys or as_stored_phone(text) in forgotten.phones

    return [(number, cells) for number, cells in rows if not any(map(is_one, cells))]


def _texts(row: NumberedRow) -> tuple[int, list[str]]:
    number, cells = row
    if isinstance(cells, DamagedRow):
        return number, [cells.text[:LONGEST_SHOWN]]
    return number, [as_text(cell)[:LONGEST_SHOWN] for cell in cells]
