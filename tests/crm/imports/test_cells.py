"""Cells that are no text are nobody's name."""

from decimal import Decimal

import pytest

from crm.imports.cells import is_sum, why_no_name
from tests.crm.imports.no_texts import DATES, ERRORS, SHORTENED

SHORTENED_NUMBER = Decimal("6281234567890120000")


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
