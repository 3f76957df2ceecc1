"""Spreadsheets that people really send: every data row is inserted, known already or rejected."""

import pytest
from django.core.management import CommandError

from omset.models import OmsetRecord
from tests.crm.imports.books import write_book

pytestmark = pytest.mark.django_db

ID = ["tgl", "nama", "jumlah"]
# Content, data rows, deposits among them.
TEXTS = {
    "plain": ("tgl,nama,jumlah\n2026-01-05,a,5\n2026-01-06,b,5\n", 2, 2),
    "semicolons and decimal commas": ("tgl;nama;jumlah\n05/01/2026;a;1500000,50\n", 1, 1),
    "sep and a mark": ("\ufeffsep=;\r\ntgl;nama;jumlah\r\n2026-01-05;a;5\r\n", 1, 1),
    "blank first lines": ("\n\n;;\ntgl;nama;jumlah\n2026-01-05;a;5\n", 1, 1),
    "tabs": ("tgl\tnama\tjumlah\n2026-01-05\ta\t5\n", 1, 1),
    "carriage returns alone": ("tgl,nama,jumlah\r2026-01-05,a,5\r2026-01-06,b,x\r", 2, 1),
    "title and total": ("Laporan,,\ntgl,nama,jumlah\n2026-01-05,a,5\nTotal,,5\n", 2, 1),
    "subtotals": ("tgl,nama,jumlah\n2026-01-05,a,5\n2026-01-05,a Total,5\n,Jumlah,5\n", 3, 1),
    "errors": ("tgl,nama,jumlah\n2026-01-05,#N/A,5\n2026-01-06,#N/A,5\n", 2, 0),
    "shortened": ("tgl,nama,jumlah\n2026-01-05,6.28E+12,5\n2026-01-06,6.28E+12,5\n", 2, 0),
    "numbered rows": ("ID,tgl,nama,jumlah\n1,2026-01-05,a,5\n2,2026-01-06,b,5\n", 2, 2),
    "blank rows and columns": (",tgl,,nama,jumlah\n\n,2026-01-05,,a,5\n,,,,\n", 1, 1),
    "percent": ("tgl,nama,jumlah\n2026-01-05,a,50%\n2026-01-05,b,5\n", 2, 1),
    "misquoted": ('tgl,nama,jumlah,ket\n2026-01-05,a,5,"21" TV"\n2026-01-06,b,5,21" TV\n', 2, 1),
    "line breaks": ('tgl,nama,jumlah,ket\n2026-01-05,a,5,"x\ny"\n2026-01-06,"b\nc",5,\n', 2, 1),
    "swallowed": ('tgl,nama,jumlah,ket\n2026-01-05,a,5,"x\n2026-01-06,b,5,y"\n', 1, 0),
    "too many cells": ("tgl,nama,jumlah\n2026-01-05,a,1,500\n2026-01-05,b,5\n", 2, 1),
    "statuses": ("tgl,nama,jumlah,status\n2026-01-05,a,5,Disetujui\n2026-01-06,b,5,Batal\n", 2, 1),
}
BOOKS = {
    "a hidden sheet": ({"Old": [ID, ["2026-01-04", "z", 1]], "New": [ID, ["2026-01-05", "a", 5]]}),
    "an empty one": ({"Old": [], "New": [ID, ["2026-01-05", "a", 5]]}),
    "a title": ({"New": [["Laporan"], [], ID, ["2026-01-05", "a", 5]]}),
    "a formula": ({"New": [ID, ["2026-01-05", "a", "=1+4"]]}),
}


def is_whole(outcome, data_rows):
    ended = outcome["inserted"] + outcome["unchanged"] + outcome["rejected"]
    return (outcome["read"], ended) == (data_rows, data_rows)


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_every_row_of_a_text_file_ends_somewhere(bring, tmp_path, kind, encoding):
    text, data_rows, deposits = TEXTS[kind]
    (tmp_path / "deposits.csv").write_bytes(text.encode(encoding))
    first = bring()
    assert is_whole(first, data_rows)
    assert OmsetRecord.objects.count() == deposits
    again = bring()
    assert is_whole(again, data_rows)
    assert again["inserted"] == 0
    assert again["unchanged"] == deposits


@pytest.mark.parametrize("kind", BOOKS)
def test_every_row_of_a_workbook_ends_somewhere(bring, tmp_path, kind):
    write_book(tmp_path / "deposits.xlsx", BOOKS[kind], hidden=("Old",))
    outcome = bring(name="deposits.xlsx")
    assert is_whole(outcome, 1)
    hidden = [f"{name} (hidden)" for name, rows in BOOKS[kind].items() if name == "Old" and rows]
    assert outcome["reading"]["not_read"] == hidden


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'tgl,nama,jumlah\n2026-01-05,a,"5\n2026-01-06,b,5\n', "row 2 opens a quotation mark"),
        (b"tgl,nama,jumlah\n2026-01-05,Jos\xe9,5\n", "line 2 is not UTF-8"),
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (b"tgl,nama\n2026-01-05,a\n", "no column for nominal"),
        (b"tgl,nama,jumlah,jumlah\n2026-01-05,a,5,6\n", "two columns are called"),
    ],
)
def test_a_file_in_doubt_is_refused_and_changes_nothing(bring, tmp_path, content, reason):
    (tmp_path / "deposits.csv").write_bytes(content)
    with pytest.raises(CommandError, match=reason):
        bring()
    assert OmsetRecord.objects.count() == 0
