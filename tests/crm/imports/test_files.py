"""CSV dialects, and XLSX against what python-calamine reads in the same file."""

from datetime import date, datetime
from decimal import Decimal
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from crm.imports.text import UnreadableFile
from tests.crm.imports.reading import rows_of

HEADINGS = ["tgl", "customer_id", "amount"]


def written(tmp_path, content):
    path = tmp_path / "deposits.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def sheet(tmp_path, rows, **options):
    path = tmp_path / "deposits.xlsx"
    with Workbook(path, options) as workbook:
        page = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for number, cells in rows.items():
            for place, cell in cells.items():
                form = day if isinstance(cell, date) else None
                page.write(number, place, cell, form)
    return path


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_the_usual_delimiters_are_found_out(tmp_path, mark, start):
    text = start + mark.join(HEADINGS) + f"\n2026-01-01{mark}a{mark}5\n"
    expected = [(1, HEADINGS), (2, ["2026-01-01", "a", "5"])]
    assert rows_of(written(tmp_path, text)) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_marked_encodings_and_all_ends_of_lines_are_read(tmp_path, encoding, end):
    text = end.join(["date;id;note", "2026-01-01;a;caf\xe9", ""])
    expected = [(1, ["date", "id", "note"]), (2, ["2026-01-01", "a", "caf\xe9"])]
    assert rows_of(written(tmp_path, text.encode(encoding))) == expected


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;", "\ufeffsep=;"])
def test_the_line_that_names_the_delimiter_is_honoured_and_no_row(tmp_path, line):
    text = f"{line}\r\ndate;a,b,c,d;id\r\n2026-01-01;x;a\r\n"
    expected = [(1, ["date", "a,b,c,d", "id"]), (2, ["2026-01-01", "x", "a"])]
    assert rows_of(written(tmp_path, text)) == expected


@pytest.mark.parametrize("start", ["\n", "\r\n \r\n", "Laporan, Oktober\n"])
def test_the_delimiter_is_that_of_the_headings_wherever_they_are(tmp_path, start):
    text = f"{start}tgl;id;jumlah\n2026-01-01;a;1,5\n"
    rows = rows_of(written(tmp_path, text))
    assert [cells for _number, cells in rows][-2:] == [
        ["tgl", "id", "jumlah"],
        ["2026-01-01", "a", "1,5"],
    ]


def test_blank_rows_count_but_do_not_come(tmp_path):
    text = "\r\ndate,id,nominal\r\n\r\n , ,\r\n2026-01-01,a,5\r\n"
    assert [number for number, _cells in rows_of(written(tmp_path, text))] == [2, 5]


def test_quoted_cells_hold_delimiters_and_lines(tmp_path):
    text = 'date,id,note\n2026-01-01,a,"one, two\nthree"\n2026-01-02,b,\n'
    rows = rows_of(written(tmp_path, text))
    assert rows[1:] == [
        (2, ["2026-01-01", "a", "one, two\nthree"]),
        (3, ["2026-01-02", "b", ""]),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("date;id\n2026;a\n".encode("utf-16-le"), "not UTF-8"),
        ("date;id\n2026;a\n".encode("utf-16")[:-1], "not UTF-16"),
        (b"date,id\n2026,a\n2026,caf\xe9\n", "line 3 is not UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "a damaged old workbook"),
        (b"date,id\n" + b"x" * 2_000_000, "a line of more than"),
        ("date,id\n2026,caf\xe9\n".encode("cp1252"), "not UTF-8"),
        (b"date,id\n2026,a" + b'\n2026,"' + b"x" * 200_000, "not a CSV file"),
        (b"PK\x03\x04 but no archive \xff", "not UTF-8"),
    ],
)
def test_what_can_not_be_read_to_its_end_is_refused(tmp_path, content, reason):
    with pytest.raises(UnreadableFile, match=reason):
        rows_of(written(tmp_path, content))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="No such file"):
        rows_of(tmp_path / "nothing.csv")


CELLS = {
    0: {0: "tgl", 1: "customer_id", 2: "amount", 4: "note"},
    1: {0: date(2026, 1, 31), 1: "00042", 2: 150000, 4: "tambahan <&> “x”"},
    3: {0: datetime(2026, 2, 1, 23, 30), 1: 8123456789, 2: 11.77},  # noqa: DTZ001
    4: {0: "31/01/2026", 1: True, 2: 100000 * 1.1, 4: ""},
}


@pytest.mark.parametrize("inline", [True, False])
def test_a_sheet_gives_text_numbers_and_dates(tmp_path, inline):
    assert rows_of(sheet(tmp_path, CELLS, constant_memory=inline)) == [
        (1, ["tgl", "customer_id", "amount", "", "note"]),
        (2, [date(2026, 1, 31), "00042", Decimal(150000), "", "tambahan <&> “x”"]),
        (4, [date(2026, 2, 1), Decimal(8123456789), Decimal("11.77")]),
        (5, ["31/01/2026", True, Decimal(110000)]),
    ]


def test_a_sheet_of_the_1904_calendar_has_the_same_dates(tmp_path):
    rows = rows_of(sheet(tmp_path, CELLS, date_1904=True))
    assert [rows[1][1][0], rows[2][1][0]] == [date(2026, 1, 31), date(2026, 2, 1)]


def test_cells_equal_what_another_reader_finds(tmp_path):
    path = sheet(tmp_path, CELLS)
    theirs = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    ours = dict(rows_of(path))
    for number, cells in enumerate(theirs, start=1):
        own = ours.get(number, [])
        assert [_alike(cell) for cell in own] == [_alike(cell) for cell in cells[: len(own)]]


def _alike(cell):
    if isinstance(cell, datetime):
        return cell.date()
    return float(cell) if isinstance(cell, Decimal) else cell


def test_other_producers_prefixes_rich_text_and_missing_references_are_read(tmp_path):
    path = tmp_path / "other.xlsx"
    main = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    shared = "<x:si><x:r><x:t>cust</x:t></x:r><x:r><x:t>omer</x:t></x:r><x:rPh><x:t>n</x:t></x:rPh>"
    with ZipFile(path, "w") as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<x:workbook {main} xmlns:r="r"><x:sheets><x:sheet name="a" r:id="R7"/></x:sheets>'
            "</x:workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="R7" Target="/xl/worksheets/s.xml"/></Relationships>',
        )
        archive.writestr("xl/sharedStrings.xml", f"<x:sst {main}>{shared}</x:si></x:sst>")
        archive.writestr(
            "xl/worksheets/s.xml",
            f'<x:worksheet {main}><x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c>'
            '<x:c t="d"><x:v>2026-01-31</x:v></x:c><x:c><x:f>1+1</x:f><x:v>2</x:v></x:c>'
            "<x:c/></x:row></x:sheetData></x:worksheet>",
        )
    assert rows_of(path) == [(1, ["customer", date(2026, 1, 31), Decimal(2), ""])]


@pytest.mark.parametrize(
    "sheet_xml", ["<worksheet><sheetData><row>", "<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>"]
)
def test_a_damaged_sheet_is_refused(tmp_path, sheet_xml):
    good, bad = sheet(tmp_path, CELLS), tmp_path / "bad.xlsx"
    with ZipFile(good) as source, ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = sheet_xml if name.endswith("sheet1.xml") else source.read(name)
            target.writestr(name, content)
    with pytest.raises(UnreadableFile, match="damaged XLSX file"):
        rows_of(bad)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "some.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(UnreadableFile, match="not an XLSX file"):
        rows_of(path)
