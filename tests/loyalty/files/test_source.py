"""The three files in every form, opened and judged alike (LI-1), and what is refused (LI-18)."""

import csv
import json
import time
from datetime import date
from decimal import Decimal
from io import StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from xlsxwriter import Workbook

from crm.imports.text import UnreadableFile
from loyalty.files.source import open_rows
from loyalty.rules.files.datasets import Dataset
from loyalty.rules.files.numbers import NumberStyle
from loyalty.rules.files.outcomes import Rejected

TODAY = date(2026, 11, 30)
HEADINGS = ["card_number", "nome", "prog_spesa"]
ROWS = [["2900000000018", "Malò", "1.234,56"], ["2900000000025", "Sari", "12.50"]]
OBJECTS = [dict(zip(HEADINGS, row, strict=True)) for row in ROWS]


def as_csv(encoding="utf-8"):
    text = StringIO()
    csv.writer(text, delimiter=";").writerows([HEADINGS, *ROWS])
    return text.getvalue().encode(encoding)


CONTENTS = {
    "JSON array": json.dumps(OBJECTS).encode(),
    "JSON object with one array": json.dumps({"rows": OBJECTS}).encode(),
    "JSON lines": "\n".join(map(json.dumps, OBJECTS)).encode(),
    "CSV": as_csv(),
}


@pytest.fixture
def opened(tmp_path):
    def open_content(content, dataset=Dataset.REGISTRY, columns=None):
        path = tmp_path / "file"
        path.write_bytes(content)
        return open_rows(path, dataset, columns)

    return open_content


def judged(source):
    return [row.outcome for row in source.judged(today=TODAY)]


@pytest.mark.parametrize("form", CONTENTS)
def test_every_form_gives_the_same_rows(opened, form):
    source = opened(CONTENTS[form])
    assert source.format == form
    assert source.headings == tuple(HEADINGS)
    assert source.style == NumberStyle.COMMA
    first, second = judged(source)
    assert first.name == "Malò"
    assert first.spend == Decimal("1234.56")
    assert second.spend is None
    assert [remark.field for remark in second.remarks] == ["spend"]
    assert [row.number for row in source.rows()] == [1, 2]


def test_a_workbook_gives_them_too(tmp_path):
    path = tmp_path / "registry.xlsx"
    with Workbook(path) as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, HEADINGS)
        page.write_row(1, 0, [2900000000018, "Malò", 1234.56])
    source = open_rows(path, Dataset.REGISTRY)
    [row] = judged(source)
    assert source.format == "XLSX"
    assert row.card.digits == "2900000000018"
    assert row.spend == Decimal("1234.56")


def test_case_187_one_line_of_a_csv_in_windows_1252(opened):
    lines = as_csv().splitlines(keepends=True)
    lines.append("2900000000032;Però;5\r\n".encode("cp1252"))
    names = [row.name for row in judged(opened(b"".join(lines)))]
    assert names == ["Malò", "Sari", "Però"]


def test_a_row_further_on_may_have_its_keys_otherwise(opened):
    rows = [{"card_number": "1", "nome": "A"}] * 300 + [
        {"nome": "B", "card": "2", "email": "b@x.test"}
    ]
    *_others, last = judged(opened(json.dumps(rows).encode()))
    assert last.card.digits == "2"
    assert last.email == "b@x.test"


def test_a_damaged_row_is_rejected_with_its_bytes(opened):
    source = opened(b'[{"card_number": "1", "nome": "A"}, {"card_number": "2", "nome": }]')
    first, second = source.judged(today=TODAY)
    assert isinstance(second.outcome, Rejected)
    assert second.original == b'{"card_number": "2", "nome": }'
    assert not isinstance(first.outcome, Rejected)


def test_columns_are_named_by_hand(opened):
    source = opened(b'[{"kolom": "1", "nome": "A"}]', columns={"card": "kolom"})
    assert judged(source)[0].card.digits == "1"


def a_bomb(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 40_000_000)
    return path.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n",
        b'[{"kolom": 1}]',
        b"kolom;nilai\n1;2\n",
        json.dumps(
            [{"CODICE_CLIENTE": "1", "DATA_SCONTRINO": "1", "IMPORTO_SCONTRINO": 1}]
        ).encode(),
        b"\x7fELF\x00\x01\x02" * 100,
        '[{"card_number": 1}]'.encode("utf-16"),
        b'[{"card_number":' + b"[" * 5_000_000,
        a_bomb,
    ],
    ids=["0 bytes", "blank", "json", "csv", "receipts", "binary", "utf-16", "nesting", "bomb"],
)
def test_case_201_what_cannot_be_imported_is_refused_in_one_line(opened, tmp_path, content):
    content = content(tmp_path) if callable(content) else content
    began = time.perf_counter()
    with pytest.raises(UnreadableFile) as refused:
        opened(content)
    assert time.perf_counter() - began < 2
    assert "\n" not in str(refused.value)


def test_case_201_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UnreadableFile):
        open_rows(tmp_path / "none.json", Dataset.REGISTRY)
