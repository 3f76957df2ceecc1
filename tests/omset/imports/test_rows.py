from datetime import date
from decimal import Decimal

import pytest

from omset.imports.rows import RejectedRow, RowReader

FIELDS = ("date", "customer_id", "nominal", "multiplier", "note", "staff", "product", "status")
GOOD = {
    "date": "2026-01-31",
    "customer_id": "budi01",
    "nominal": "150000",
    "multiplier": "",
    "note": "",
    "staff": "",
    "product": "",
    "status": "",
}
DEFAULTS = {"staff": "andi", "product": "P", "status": "approved"}


def read(defaults=DEFAULTS, **cells):
    places = {field: place for place, field in enumerate(FIELDS)}
    reader = RowReader(places, defaults, width=len(FIELDS), today=date(2026, 2, 1))
    return reader(list((GOOD | cells).values()))


def refusal(**cells):
    with pytest.raises(RejectedRow) as refused:
        read(**cells)
    return refused.value.field, str(refused.value.reason)


def test_a_row_becomes_a_deposit():
    assert read()._asdict() == {
        "staff": "andi",
        "product": "P",
        "date": date(2026, 1, 31),
        "customer_id": "budi01",
        "nominal": Decimal("150000.00"),
        "multiplier": Decimal("1.00"),
        "note": "",
        "status": "approved",
        "own_status": False,
        "omset_id": None,
    }


def test_a_date_cell_is_its_date():
    assert read(date=date(2026, 1, 31)).date == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  00042 ", "00042"),
        (Decimal("42"), "42"),
        (Decimal("8123456789.0"), "8123456789"),
        (Decimal("1E+10"), "10000000000"),
        (Decimal("4.5"), "4.5"),
        ("B.U.D.I", "B.U.D.I"),
    ],
)
def test_customer_ids_stay_as_typed_and_whole_numbers_whole(cell, text):
    assert read(customer_id=cell).customer_id == text


def test_what_stands_in_the_row_wins_over_the_defaults():
    row = read(staff="Bayu", product="Q", status="PENDING", multiplier="1,5", note=" x ")
    assert row.staff == "Bayu"
    assert row.product == "Q"
    assert row.status == "pending"
    assert row.own_status
    assert row.multiplier == Decimal("1.50")
    assert row.note == "x"


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        ({"date": ""}, ("date", "The date is missing.")),
        ({"date": "2026-02-02"}, ("date", "The date is after today (Jakarta time).")),
        ({"customer_id": "  "}, ("customer_id", "The customer is missing.")),
        ({"customer_id": "x" * 121}, ("customer_id", "The customer is too long.")),
        ({"nominal": ""}, ("nominal", "The amount is missing.")),
        ({"nominal": "0"}, ("nominal", "The amount must be more than 0.")),
        ({"nominal": "-5"}, ("nominal", "“-5” is not an amount.")),
        ({"nominal": Decimal("-5")}, ("nominal", "The amount must be more than 0.")),
        ({"nominal": "1.2345"}, ("nominal", "At most two decimal places.")),
        ({"nominal": "NaN"}, ("nominal", "“NaN” is not an amount.")),
        ({"multiplier": "0"}, ("multiplier", "The amount must be more than 0.")),
        ({"multiplier": "many"}, ("multiplier", "“many” is not an amount.")),
        ({"note": "x" * 501}, ("note", "The note is too long.")),
    ],
)
def test_OM_1_a_row_that_is_no_deposit_says_why(cells, answer):
    assert refusal(**cells) == answer


def test_OM_1_a_row_that_is_worth_nothing_is_refused():
    field, reason = refusal(nominal="0,01", multiplier="0,01")
    assert field == "nominal"
    assert "rounds to Rp 0" in reason


@pytest.mark.parametrize("cell", ["0,004", "0.001", Decimal("0.004")])
def test_a_multiplier_that_would_round_to_nothing_is_refused(cell):
    assert refusal(multiplier=cell) == ("multiplier", "At most two decimal places.")


def test_an_amount_that_could_mean_two_is_refused():
    field, reason = refusal(nominal="100.000")
    assert field == "nominal"
    assert "two ways" in reason


def test_a_status_is_one_of_three():
    assert refusal(status="ok")[0] == "status"


def test_a_row_with_more_cells_than_headings_is_refused():
    places = {field: place for place, field in enumerate(FIELDS)}
    reader = RowReader(places, DEFAULTS, width=len(FIELDS), today=date(2026, 2, 1))
    with pytest.raises(RejectedRow) as refused:
        reader([*GOOD.values(), "000"])
    assert refused.value.field == "row"


def test_a_short_row_has_empty_cells_at_its_end():
    places = {field: place for place, field in enumerate(FIELDS)}
    reader = RowReader(places, DEFAULTS, width=len(FIELDS), today=date(2026, 2, 1))
    assert reader(["2026-01-31", "x", "5"]).note == ""


def test_without_a_default_the_staff_member_is_needed():
    with pytest.raises(RejectedRow) as refused:
        read(defaults={"status": "approved", "product": "P"})
    assert refused.value.field == "staff"
