"""OM-1: what may enter the ledger. Pure."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omset.rules.deposits import LARGEST_MULTIPLIER, problems
from omset.rules.money import deposit_total

TODAY = date(2026, 3, 1)
GOOD = {
    "day": TODAY,
    "customer_id": "x",
    "nominal": Decimal("100000"),
    "multiplier": Decimal("1.5"),
    "note": "",
}


def fields_in_error(**changed):
    return list(problems(**GOOD | changed, today=TODAY))


def test_a_good_deposit_has_no_problem():
    assert problems(**GOOD, today=TODAY) == {}


@pytest.mark.parametrize("text", ["0", "-1", "NaN", "sNaN", "Infinity", "-Infinity", "0.001"])
@pytest.mark.parametrize("field", ["nominal", "multiplier"])
def test_amounts_are_finite_positive_and_in_cents(field, text):
    assert fields_in_error(**{field: Decimal(text)}) == [field]


@pytest.mark.parametrize("text", ["0.01", "999999999999.99"])
def test_the_smallest_and_the_largest_nominal_are_good(text):
    assert fields_in_error(nominal=Decimal(text)) == []


@pytest.mark.parametrize(
    ("nominal", "multiplier", "refused"),
    [
        ("0.01", "0.01", ["nominal"]),
        ("0.49", "0.01", ["nominal"]),
        ("0.50", "0.01", []),
        ("0.01", "0.49", ["nominal"]),
        ("0.01", "0.50", []),
    ],
)
def test_OM_1_what_rounds_to_nothing_is_no_deposit(nominal, multiplier, refused):
    amounts = {"nominal": Decimal(nominal), "multiplier": Decimal(multiplier)}
    assert fields_in_error(**amounts) == refused


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_OM_1_a_deposit_is_taken_exactly_if_its_total_is_more_than_nothing(nominal, multiplier):
    amounts = {"nominal": Decimal(nominal) / 100, "multiplier": Decimal(multiplier) / 100}
    assert fields_in_error(**amounts) == ([] if deposit_total(**amounts) else ["nominal"])


def test_what_is_larger_is_refused():
    assert fields_in_error(nominal=Decimal("1000000000000")) == ["nominal"]
    assert fields_in_error(multiplier=LARGEST_MULTIPLIER + 1) == ["multiplier"]
    assert fields_in_error(nominal=Decimal("1e400")) == ["nominal"]


@pytest.mark.parametrize("customer", ["", "  ", "\t\n", "x" * 121])
def test_a_customer_is_named_in_at_most_120_characters(customer):
    assert fields_in_error(customer_id=customer) == ["customer_id"]


@pytest.mark.parametrize(
    ("day", "refused"),
    [
        (TODAY, []),
        (TODAY + timedelta(days=1), ["date"]),
        (date(9999, 12, 31), ["date"]),
        (date(1990, 1, 1), []),
        (date(1989, 12, 31), ["date"]),
    ],
)
def test_the_date_is_not_after_today_and_not_absurd(day, refused):
    assert fields_in_error(day=day) == refused


def test_a_note_has_at_most_500_characters():
    assert fields_in_error(note="n" * 500) == []
    assert fields_in_error(note="n" * 501) == ["note"]


def test_each_bad_field_is_named():
    bad = {"customer_id": "", "nominal": Decimal(0), "multiplier": Decimal(0)}
    assert fields_in_error(**bad) == ["customer_id", "nominal", "multiplier"]
