"""Cells of workbooks: what a person sees there is what is imported, or the row is rejected."""

import pytest

from omset.models import OmsetRecord
from tests.crm.imports.books import HEADINGS, change, with_cell, write_book, write_cells

pytestmark = pytest.mark.django_db


def test_a_customer_whose_line_ends_in_an_escape_is_the_same_customer(bring, tmp_path):
    path = tmp_path / "deposits.xlsx"
    write_book(path, {"Sheet1": [HEADINGS, ["2026-01-05", "budi", 5], ["2026-01-06", "ANI", 5]]})
    change(path, "xl/sharedStrings.xml", lambda text: text.replace(">ANI<", ">budi_x000D_<"))
    bring(name="deposits.xlsx")
    records = OmsetRecord.objects.order_by("date")
    assert [record.customer_id for record in records] == ["budi", "budi"]
    assert [record.kind for record in records] == ["NDP", "RDP"]


def test_zeros_that_a_format_shows_are_part_of_the_customer(bring, tmp_path):
    cells = [("2026-01-05", "General"), (812345678, "0000000000"), (5, "General")]
    write_cells(tmp_path / "deposits.xlsx", *cells)
    bring(name="deposits.xlsx")
    assert OmsetRecord.objects.get().customer_id == "0812345678"


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
