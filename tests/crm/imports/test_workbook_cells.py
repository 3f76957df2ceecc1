"""Cells of workbooks: what a person sees there is what is read."""

from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from crm.imports.number_formats import EPOCH, number_reader, plain_number
from crm.imports.workbook import unescaped
from tests.crm.imports.books import HEADINGS, change, with_cell, write_book
from tests.crm.imports.reading import rows_of

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


def test_another_reader_decodes_the_same_escapes(tmp_path):
    path = write_book(tmp_path / "a.xlsx", {"S": [HEADINGS, ["2026-01-05", "ANI", 5]]})
    change(path, "xl/sharedStrings.xml", lambda text: text.replace(">ANI<", ">b_x0041_c<"))
    theirs = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1][1]
    assert rows_of(path)[1][1][1] == theirs == "bAc"


def test_a_formula_with_an_empty_text_as_its_result_is_an_empty_cell(tmp_path):
    path = write_book(tmp_path / "a.xlsx", {"S": [HEADINGS, ["2026-01-05", "budi", 5]]})
    with_cell(path, "C2", '<c r="C2" t="str"><f>""</f><v></v></c>')
    assert rows_of(path)[1][1][2] == ""
