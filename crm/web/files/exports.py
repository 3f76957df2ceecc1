"""Tables as files to download, written row by row, harmless when a spreadsheet opens them."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import chain, count, islice
from typing import NamedTuple

from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from crm.web.files.sheet_names import sheet_names

# Excel reads a CSV as UTF-8 only behind this mark.
BYTE_ORDER_MARK = "\ufeff"
# What makes a spreadsheet take a text for a formula, also in its full-width form.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
# Where a spreadsheet may split a text in spite of the quotes: an Indonesian one does at semicolons.
_PART, _FORMULA = r'[;\t\r\n][\s"]*', r"[=+\-@＝＋－＠]"  # noqa: RUF001
_FORMULA_IN_A_PART = re.compile(rf"{_PART}(?={_FORMULA})")
_PROTECTED_IN_A_PART = re.compile(rf"{_PART}(?='*{_FORMULA})")
_APOSTROPHE_IN_A_PART = re.compile(rf"({_PART})'(?='*{_FORMULA})")
_MONTH = (
    "(?:jan(?:uary|uari)?|feb(?:ruary|ruari)?|mar(?:ch|et)?|apr(?:il)?|may|mei|jun[ei]?|jul[yi]?"
    "|aug(?:ust)?|agu(?:stus)?|agt|sept?(?:ember)?|o[ck]t(?:ober)?|no[vp](?:ember)?|de[cs](?:ember)?)"
)
# What a spreadsheet that opens a CSV shows as another text: zeros in front are gone, 12 digits and
# more become 6.28E+12, `1-2` a day in February, `mar3` one in March.
_SHOWN_OTHERWISE = re.compile(
    r"0\d+|\d{12,}"
    r"|(?!\d+\Z)(?=\D*\d)[\d.,/:%()\s-]+"
    r"|\d+(?:[.,]\d*)?e[+-]?\d+"
    r"|(?:rp\.?|idr|usd|[$€£¥])\s*[\d.,]+-?"
    r"|\d{1,2}(?::\d{2}){0,2}\s*[ap]m"
    rf"|\d{{1,4}}[\s./,-]*{_MONTH}[\s./,-]*(?:\d{{1,4}}(?:[\s,]+[\d:.]+)?)?"
    rf"|{_MONTH}[\s./,-]*\d{{1,4}}(?:[\s./,-]+\d{{1,4}})?"
    r"|true|false|benar|salah",
    re.IGNORECASE,
)
ROWS_AT_ONCE = 500
# One below what a sheet holds: the first row is the header.
ROWS_IN_A_SHEET = 1_048_575
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# Each row has its cells in the order of the header: texts, dates, amounts and counts.
Rows = Iterable[Iterable]


class TypedText(str):
    """A text as somebody typed it, an id or a note: a spreadsheet is to show it as it is."""

    __slots__ = ()


class Sheet(NamedTuple):
    title: str
    header: list[str]
    rows: Rows


def csv_file(name: str, header: list[str], rows: Rows) -> StreamingHttpResponse:
    """`name`.csv, sent while `rows` is being read: constant memory."""
    return StreamingHttpResponse(
        _csv_pieces(header, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.csv")},
    )


def xlsx_file(name: str, header: list[str], rows: Rows) -> FileResponse:
    """`name`.xlsx, written to a file that is gone once sent: constant memory.

    Numbers are numbers and dates are dates. What one sheet can not hold goes on in the next.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    with Workbook(file, {"constant_memory": True}) as workbook:
        _write_sheets(workbook, header, iter(rows))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX_TYPE)


def workbook_file(name: str, sheets: Iterable[Sheet]) -> FileResponse:
    """`name`.xlsx with these sheets, their titles made into names that a workbook allows."""
    sheets = list(sheets)
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    with Workbook(file, {"constant_memory": True}) as workbook:
        formats = _formats(workbook)
        for sheet, named in zip(sheets, sheet_names(sheet.title for sheet in sheets), strict=True):
            _write_sheet(workbook.add_worksheet(named), sheet.header, sheet.rows, formats)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX_TYPE)


def harmless(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run as a formula (OM-32)."""
    text = _FORMULA_IN_A_PART.sub(r"\g<0>'", text)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def protect(text: str) -> str:
    """A typed text as a CSV has it: harmless, and no spreadsheet makes a number or a day of it.

    `unprotect` gives each text back, also one that has apostrophes of its own.
    """
    text = _PROTECTED_IN_A_PART.sub(r"\g<0>'", text)
    return f"'{text}" if _needs_protection(text) else text


def unprotect(text: str) -> str:
    """The text that was made ready for a file: without the one apostrophe."""
    if "'" not in text:
        return text
    if text[0] == "'" and _needs_protection(text):
        text = text[1:]
    return _APOSTROPHE_IN_A_PART.sub(r"\1", text)


def _needs_protection(text: str) -> bool:
    text = text.lstrip("'")
    return text.startswith(FORMULA_STARTS) or bool(_SHOWN_OTHERWISE.fullmatch(text))


def _csv_pieces(header: list[str], rows: Rows) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    lines = ([_csv_cell(cell) for cell in row] for row in chain([header], rows))
    buffer.write(BYTE_ORDER_MARK)
    while piece := list(islice(lines, ROWS_AT_ONCE)):
        writer.writerows(piece)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _csv_cell(cell: object) -> object:
    if isinstance(cell, TypedText):
        return protect(cell)
    return harmless(cell) if isinstance(cell, str) else cell


def _xlsx_text(text: str) -> str:
    """Harmless; a cell of a workbook says itself that it is text."""
    # An apostrophe that was typed is kept apart from one that is taken off again.
    return protect(text) if isinstance(text, TypedText) and "'" in text else harmless(text)


def _write_sheets(workbook: Workbook, header: list[str], rows: Iterator[Iterable]) -> None:
    formats = _formats(workbook)
    for sheet_number in count(1):
        part = islice(rows, ROWS_IN_A_SHEET)
        first = next(part, None)
        if first is None and sheet_number > 1:
            return
        body = chain([first] if first else [], part)
        _write_sheet(workbook.add_worksheet(), header, body, formats)


def _formats(workbook: Workbook) -> dict[object, Format]:
    return {
        date: workbook.add_format({"num_format": "yyyy-mm-dd"}),
        Decimal: workbook.add_format({"num_format": "#,##0.00"}),
        "header": workbook.add_format({"bold": True}),
    }


def _write_sheet(
    sheet: Worksheet, header: list[str], rows: Rows, formats: dict[object, Format]
) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(header) - 1, 14)
    sheet.write_row(0, 0, header, formats["header"])
    for at, row in enumerate(rows, 1):
        _write_row(sheet, at, row, formats)


def _write_row(sheet: Worksheet, at: int, row: Iterable, formats: dict[object, Format]) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(at, column, _xlsx_text(cell))
        elif isinstance(cell, date):
            sheet.write_datetime(at, column, cell, formats[date])
        elif cell is not None:
            sheet.write_number(at, column, cell, formats.get(type(cell)))
