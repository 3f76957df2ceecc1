"""Cells of workbooks: what a person sees there is what is read, or the row is refused."""

from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from omset.imports.readers.number_formats import EPOCH, number_reader, plain_number
from omset.imports.readers.workbook import unescaped
from omset.models import OmsetRecord
from tests.omset.imports.books import HEADINGS, change, with_cell, write_book, write_cells
from tests.omset.imports.reading import rows_of

DAY = date(2026, 1, 5)


def cell_of(pattern, text, number=164):
    reader = number_reader(number, pattern, EPOCH)
    return reader(text) if reader else plain_number(text)


@pytest.mark.parametrize(
    ("pattern", "stored", "cell"),
    [
        ("0000000000", "812345678", "0812345678"),
        ("0000000000", "81234567890123", "81234567890123"),
        ("00000", "42", "00042"),
        ("000-000-0000", "8123456789", "812-345-6789"),
        ('"C"000', "42", "C042"),
        ('"B0"000', "7", "B0007"),
        ("000;[Red]-000", "7", "007"),
        ("0000", "4.5", Decimal("4.5")),
        ("0000", "-5", Decimal(-5)),
        ("0000", "6.28123456789012E+18", Decimal("6281234567890120000")),
        ("0", "42", Decimal(42)),
        ("General", "42", Decimal(42)),
        ("#,##0.00", "42", Decimal(42)),
        ('"Rp" #,##0', "1500", Decimal(1500)),
        ("0.00", "42", Decimal(42)),
        ("0.00E+00", "6281234567890", Decimal(6281234567890)),
        ("0%", "0.5", "50%"),
        ("0.0%", "1.055", "105.5%"),
        ("hh:mm", "0.5", "12:00:00"),
        ("[h]:mm", "1.25", "30:00:00"),
        ("dd/mm/yyyy hh:mm", "46027.5", DAY),
        ("mmmm", "46027", DAY),
        ("[$-421]dd mmmm yyyy", "46027", DAY),
        ('"Hari "0', "5", Decimal(5)),
        ('"+62"0', "8123456789", "+628123456789"),
        ("[$Rp-421]#,##0.00", "1500", Decimal(1500)),
        ("[$$-409]#,##0.00", "1500", "$ 1500"),
        ('"$"#,##0', "1500", "$ 1500"),
        ("[$USD] #,##0", "1500", "USD 1500"),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(pattern, stored, cell):
    assert cell_of(pattern, stored) == cell


@pytest.mark.parametrize(("number", "cell"), [(14, DAY), (9, "4602700%"), (20, "1104648:00:00")])
def test_formats_without_a_pattern_are_known(number, cell):
    assert cell_of("", "46027", number) == cell


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("budi_x000D_", "budi\r"),
        ("a_x000d__x000A_b", "a\r\nb"),
        ("_x005F_x000D_", "_x000D_"),
        ("_xD83D__xDE00_", "😀"),
        ("snake_x1_y", "snake_x1_y"),
        ("_xZZZZ_", "_xZZZZ_"),
    ],
)
def test_escapes_are_the_characters_they_stand_for(text, plain):
    assert unescaped(text) == plain


@pytest.mark.django_db
def test_a_customer_whose_line_ends_in_an_escape_is_the_same_customer(bring, tmp_path):
    path = tmp_path / "deposits.xlsx"
    write_book(path, {"Sheet1": [HEADINGS, ["2026-01-05", "budi", 5], ["2026-01-06", "ANI", 5]]})
    change(path, "xl/sharedStrings.xml", lambda text: text.replace(">ANI<", ">budi_x000D_<"))
    bring(name="deposits.xlsx")
    records = OmsetRecord.objects.order_by("date")
    assert [record.customer_id for record in records] == ["budi", "budi"]
    assert [record.kind for record in records] == ["NDP", "RDP"]


def test_another_reader_decodes_the_same_escapes(tmp_path):
    path = write_book(tmp_path / "a.xlsx", {"S": [HEADINGS, ["2026-01-05", "ANI", 5]]})
    change(path, "xl/sharedStrings.xml", lambda text: text.replace(">ANI<", ">b_x0041_c<"))
    theirs = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1][1]
    assert rows_of(path)[1][1][1] == theirs == "bAc"


@pytest.mark.django_db
def test_zeros_that_a_format_shows_are_part_of_the_customer(bring, tmp_path):
    cells = [("2026-01-05", "General"), (812345678, "0000000000"), (5, "General")]
    write_cells(tmp_path / "deposits.xlsx", *cells)
    bring(name="deposits.xlsx")
    assert OmsetRecord.objects.get().customer_id == "0812345678"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "xml", "field", "reason"),
    [
        ("B2", '<c r="B2" t="e"><f>X</f><v>#N/A</v></c>', "customer_id", "“#N/A” is an error"),
        ("B2", '<c r="B2" t="e"><v>#REF!</v></c>', "customer_id", "“#REF!” is an error"),
        ("B2", '<c r="B2" t="b"><v>1</v></c>', "customer_id", "“TRUE” is a truth value"),
        ("B2", '<c r="B2" t="d"><v>2026-01-05</v></c>', "customer_id", "is a date"),
        ("B2", '<c r="B2"><v>6.28123456789012E+18</v></c>', "customer_id", "has shortened"),
        ("B2", '<c r="B2"><v>6281234567890123</v></c>', "customer_id", "has shortened"),
        ("B2", '<c r="B2"><f>A1</f></c>', "customer_id", "no stored result"),
        ("C2", '<c r="C2"><f>A1*2</f></c>', "nominal", "no stored result"),
        ("C2", '<c r="C2" t="e"><v>#VALUE!</v></c>', "nominal", "“#VALUE!” is an error"),
        ("D2", '<c r="D2"><f>A1*2</f></c>', "multiplier", "no stored result"),
        ("D2", '<c r="D2" t="e"><v>#N/A</v></c>', "multiplier", "“#N/A” is an error"),
    ],
)
def test_a_cell_that_is_no_text_rejects_its_row(bring, tmp_path, place, xml, field, reason):
    path = tmp_path / "deposits.xlsx"
    write_book(path, {"S": [[*HEADINGS, "x"], ["2026-01-05", "budi", 5, 2]]})
    with_cell(path, place, xml)
    outcome = bring(name="deposits.xlsx")
    [error] = outcome["errors"]
    assert outcome["inserted"] == 0
    assert error["row"] == 2
    assert error["field"] == field
    assert reason in error["reason"]


def test_a_formula_with_an_empty_text_as_its_result_is_an_empty_cell(tmp_path):
    path = write_book(tmp_path / "a.xlsx", {"S": [HEADINGS, ["2026-01-05", "budi", 5]]})
    with_cell(path, "C2", '<c r="C2" t="str"><f>""</f><v></v></c>')
    assert rows_of(path)[1][1][2] == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pattern", "value", "field"),
    [("0%", 0.5, "nominal"), ("hh:mm", 0.5, "nominal"), ("dd/mm/yyyy", 46027, "nominal")],
)
def test_a_share_a_time_and_a_day_are_no_amounts(bring, tmp_path, pattern, value, field):
    cells = [("2026-01-05", "General"), ("budi", "General"), (value, pattern)]
    write_cells(tmp_path / "deposits.xlsx", *cells)
    outcome = bring(name="deposits.xlsx")
    assert outcome["inserted"] == 0
    assert outcome["errors"][0]["field"] == field
