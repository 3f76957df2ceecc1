"""Workbooks as people send them, for the tests: written by XlsxWriter, then changed inside."""

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook

from crm.web.files.exports import xlsx_file

HEADINGS = ["date", "customer_id", "nominal"]


def write_book(path: Path, sheets: dict[str, list[list]], hidden: tuple[str, ...] = ()) -> Path:
    """A workbook with these rows in its sheets."""
    with Workbook(path) as workbook:
        for name, rows in sheets.items():
            page = workbook.add_worksheet(name)
            for number, cells in enumerate(rows):
                page.write_row(number, 0, cells)
            if name in hidden:
                page.hide()
            else:
                # A first sheet can be hidden only if another one is the active one.
                page.activate()
    return path


def write_export(path: Path, rows: list[list]) -> Path:
    """A download of the product itself, with these deposits."""
    header = ["date", "staff", "product", "customer_id", "nominal"]
    with closing(xlsx_file("omset", header, rows)) as response:
        path.write_bytes(b"".join(response.streaming_content))
    return path


def write_cells(path: Path, *cells: tuple, headings: list[str] = HEADINGS) -> Path:
    """A sheet of one deposit whose cells are (value, number format)."""
    with Workbook(path) as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, headings)
        for column, (value, pattern) in enumerate(cells):
            page.write(1, column, value, workbook.add_format({"num_format": pattern}))
    return path


def change(path: Path, part: str, edit: Callable[[str], str]) -> Path:
    """Edit a part of the archive in place."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts[part] = edit(parts[part])
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def with_cell(path: Path, place: str, xml: str) -> Path:
    """The workbook with another cell in `place` of its first sheet."""

    def edit(sheet: str) -> str:
        changed, count = re.subn(rf'<c r="{place}"[^>]*?(/>|>.*?</c>)', lambda _match: xml, sheet)
        assert count == 1
        return changed

    return change(path, "xl/worksheets/sheet1.xml", edit)
