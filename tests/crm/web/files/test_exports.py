"""Files row by row: readable, typed, and harmless in a spreadsheet."""

import io
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from crm.web.files import exports
from crm.web.files.exports import csv_file, harmless, xlsx_file

HEADER = ["day", "name", "sum"]
ROW = (date(2026, 2, 1), "Budi, “B”", Decimal("100000.50"))


def text_of(response):
    return b"".join(response.streaming_content).decode()


def sheets_of(response):
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.getvalue()))
    response.file_to_stream.close()
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+62811", "-budi", "@cmd", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x"],  # noqa: RUF001
)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "budi", "a=b", "1-2", "'=1"])
def test_any_other_text_stays_as_it_is(text):
    assert harmless(text) == text


def test_a_csv_starts_with_the_mark_that_excel_needs():
    assert text_of(csv_file("f", HEADER, [ROW])) == (
        '\ufeffday,name,sum\r\n2026-02-01,"Budi, “B”",100000.50\r\n'
    )


def test_a_csv_guards_texts_but_not_numbers():
    sent = text_of(csv_file("f", ["a", "b", "c"], [("=1", Decimal("-5"), None)]))
    assert sent == "\ufeffa,b,c\r\n'=1,-5,\r\n"


def test_a_csv_is_a_download_with_its_name():
    response = csv_file("omset-2026", HEADER, [])
    assert response["Content-Disposition"] == 'attachment; filename="omset-2026.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_a_csv_reads_its_rows_only_as_it_is_sent():
    read = []
    rows = (read.append(number) or (number,) for number in range(3 * exports.ROWS_AT_ONCE))
    pieces = iter(csv_file("f", ["n"], rows))
    assert read == []
    next(pieces)
    assert len(read) == exports.ROWS_AT_ONCE - 1


def test_a_csv_without_rows_is_its_header():
    assert text_of(csv_file("f", HEADER, [])) == "\ufeffday,name,sum\r\n"


def test_an_xlsx_holds_dates_and_numbers_as_such():
    [rows] = sheets_of(xlsx_file("f", HEADER, [ROW, (date(2026, 2, 2), "-x", 3)]))
    assert rows == [
        HEADER,
        [date(2026, 2, 1), "Budi, “B”", 100000.5],
        [date(2026, 2, 2), "'-x", 3.0],
    ]


def test_an_xlsx_leaves_out_what_is_nothing():
    [rows] = sheets_of(xlsx_file("f", ["a", "b"], [(None, "x")]))
    assert rows == [["a", "b"], ["", "x"]]


def test_an_xlsx_goes_on_in_another_sheet_when_one_is_full(monkeypatch):
    monkeypatch.setattr(exports, "ROWS_IN_A_SHEET", 2)
    sheets = sheets_of(xlsx_file("f", ["n"], [(number,) for number in range(5)]))
    assert sheets == [[["n"], [0.0], [1.0]], [["n"], [2.0], [3.0]], [["n"], [4.0]]]


def test_an_xlsx_that_just_fits_has_one_sheet(monkeypatch):
    monkeypatch.setattr(exports, "ROWS_IN_A_SHEET", 2)
    assert sheets_of(xlsx_file("f", ["n"], [(1,), (2,)])) == [[["n"], [1.0], [2.0]]]


def test_an_xlsx_without_rows_is_its_header():
    assert sheets_of(xlsx_file("f", HEADER, [])) == [[HEADER]]


def test_an_xlsx_is_a_download_with_its_name():
    response = xlsx_file("omset-2026", HEADER, [])
    response.file_to_stream.close()
    assert response["Content-Disposition"] == 'attachment; filename="omset-2026.xlsx"'
    assert response["Content-Type"] == exports.XLSX_TYPE
