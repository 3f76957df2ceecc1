"""Cells that are no text become nobody: each is rejected by name."""

from datetime import date
from decimal import Decimal

import pytest

from crm.staff.models import User
from omset.imports.readers.cells import is_sum, why_no_name
from omset.models import OmsetRecord
from tests.omset.imports.conftest import HEADINGS

ERRORS = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "Err:502"]
SHORTENED = ["6.28123E+12", "6,28123E+12", "6.28e+12", "1E+15", "6.28123E12"]
SHORTENED_NUMBER = Decimal("6281234567890120000")
DATES = ["2026-01-05", "05/01/2026", "5-1-26", "5-Jan", "Jan-26", "12:30", date(2026, 1, 5)]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        *((cell, "is an error of the spreadsheet") for cell in ERRORS),
        *(
            (cell, "Excel has shortened this number; format the column")
            for cell in (*SHORTENED, SHORTENED_NUMBER)
        ),
        *((cell, "is a date or a time") for cell in DATES),
        *((cell, "is a truth value") for cell in (True, False, "TRUE", "FALSE", "SALAH")),
        *((cell, "stands for an empty cell") for cell in ("-", "null", "NaN", "N/A", "(blank)")),
        *((cell, "adds up others") for cell in ("Total", "JUMLAH:", "Grand Total", "a Total")),
        ("budi\nani", "a line break"),
        ("budi\r\nani", "a line break"),
        ("#FORMULA!", "no stored result"),
    ],
)
def test_it_is_nobody_s_name(cell, reason):
    assert reason in str(why_no_name(cell))


@pytest.mark.parametrize(
    "cell",
    [
        *("", "budi01", "00042", "#1 fan", "total88", "5e10", "1E5", "Edi", "truely", "budi\n"),
        *("Jan", "0812-34-56", "Ny. Total-Jaya", "mar26", "10/2026"),
        *(Decimal(8123456789), Decimal("4.5")),
    ],
)
def test_it_may_be_a_name(cell):
    assert why_no_name(cell) is None


@pytest.mark.parametrize("cell", ["totals", "jumlahan", "", Decimal(5), None])
def test_it_is_no_row_of_totals(cell):
    assert is_sum(cell) is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cell", [*ERRORS, *SHORTENED[:3], SHORTENED[-1], *DATES[:4], "TRUE", "null"]
)
def test_the_row_of_such_a_customer_is_rejected_and_the_others_stay(bring, cell):
    customer = f'"{cell}"'
    outcome = bring(f"2026-01-05,{customer},5", f"2026-01-06,{customer},5", "2026-01-06,budi,5")
    assert [(error["row"], error["field"]) for error in outcome["errors"]] == [
        (2, "customer_id"),
        (3, "customer_id"),
    ]
    assert OmsetRecord.objects.get().customer_id == "budi"


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["note", "multiplier", "status", "staff", "product"])
def test_an_error_in_any_field_that_is_read_rejects_the_row(bring, field):
    outcome = bring("2026-01-05,a,5,#N/A", headings=f"{HEADINGS},{field}", create_missing=True)
    assert outcome["errors"][0]["field"] == field
    assert outcome["inserted"] == 0
    assert "“#N/A” is an error" in outcome["errors"][0]["reason"]


@pytest.mark.django_db
def test_nobody_is_created_under_a_name_that_is_none(bring):
    lines = ["2026-01-05,a,5,TRUE", "2026-01-05,a,5,5-Jan", "2026-01-05,a,5,null"]
    outcome = bring(*lines, headings=f"{HEADINGS},staff", create_missing=True)
    assert outcome["rejected"] == 3
    assert outcome["inserted"] == 0
    assert list(User.objects.values_list("username", flat=True)) == ["Andi"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "line", ["Total,,300", "2026-01-31,Total,300", ",Jumlah,300", "31/01/2026,,300,Grand Total"]
)
def test_a_row_of_totals_is_rejected_as_one(bring, line):
    outcome = bring("2026-01-05,a,100,", line, headings=f"{HEADINGS},no")
    assert outcome["inserted"] == 1
    assert outcome["rejected"] == 1
    assert "adds up others" in outcome["errors"][0]["reason"]
