"""Amounts read fast are the amounts that pymongo reads."""

import pytest
from bson import Decimal128
from hypothesis import given
from hypothesis import strategies as st

from crm.mongo.decimals import to_decimal

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
