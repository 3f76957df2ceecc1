"""Amounts read fast are the amounts that pymongo reads."""

from decimal import Decimal

import pytest
from bson import Decimal128
from hypothesis import given
from hypothesis import strategies as st

from crm.mongo.decimals import to_decimal, to_stored

CORNERS = [
    "0.00",
    "-0.00",
    "0E-6176",
    "0E+6111",
    "1E-6176",
    "1E+6111",
    "9999999999999999999999999999999999",
    "-9999999999999999999999999999999999",
    "12345678901234567890.12",
    "NaN",
    "Infinity",
    "-Infinity",
]


def same(amount: Decimal128) -> bool:
    """Alike to the last sign and trailing zero, which == would overlook."""
    return to_decimal(amount).as_tuple() == amount.to_decimal().as_tuple()


@pytest.mark.parametrize("text", CORNERS)
def test_corners_are_read_alike(text):
    assert same(Decimal128(text))


@given(st.binary(min_size=16, max_size=16))
def test_all_that_can_be_stored_is_read_alike(bits):
    assert same(Decimal128.from_bid(bits))


@given(st.decimals(-(10**17), 10**17, places=2))
def test_an_amount_of_two_places_is_stored_as_pymongo_stores_it(amount):
    stored = to_stored(amount)
    assert stored.to_decimal() == amount
    assert stored.to_decimal().as_tuple().exponent == -2


@pytest.mark.parametrize("amount", ["0.001", "-7.123", "1E-9", "1E+33"])
def test_what_is_no_amount_in_cents_is_not_rounded(amount):
    with pytest.raises(ValueError, match="no amount in cents"):
        to_stored(Decimal(amount))
