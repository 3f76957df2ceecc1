"""Numbers of a file: exact, in one style (LI-11), with the cases by their numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.rules.files.numbers import (
    NumberStyle,
    StyleVotes,
    amount_of,
    quantity_of,
    stated_amount,
    whole_of,
)
from loyalty.rules.files.outcomes import Unreadable

COMMA, POINT = NumberStyle
amounts = st.decimals(-(10**12), 10**12, places=2)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,56", "1234.56"),
        ("1234,5", "1234.50"),
        ("1.234", "1234"),
        ("-0,5", "-0.50"),
        (" 12 ", "12"),
        ("1.234.567,00", "1234567"),
    ],
)
def test_case_188_in_comma_style_the_point_groups(text, amount):
    assert amount_of(text, COMMA) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["12.50", "1.23", "0.345", "1,234,567", "12,3.4", "1e3", "2,9E12", "-", "abc", "1,234"]
)
def test_case_188_anything_else_is_unreadable_and_never_a_thousandth(text):
    with pytest.raises(Unreadable):
        amount_of(text, COMMA)


@pytest.mark.parametrize(
    ("text", "amount"), [("12.50", "12.50"), ("1,234.5", "1234.5"), ("1,234", "1234")]
)
def test_in_point_style_the_comma_groups(text, amount):
    assert amount_of(text, POINT) == Decimal(amount)


@pytest.mark.parametrize("style", NumberStyle)
def test_a_number_of_json_is_itself_in_either_style(style):
    assert str(amount_of(Decimal("12.5"), style)) == "12.50"
    assert quantity_of(Decimal("0.3455"), style) == Decimal("0.3455")
    assert whole_of(Decimal("80.0"), style) == 80


@pytest.mark.parametrize("value", [True, ["1"], {"a": "1"}, Decimal("1.005"), Decimal(10) ** 13])
def test_what_is_no_amount_is_unreadable(value):
    with pytest.raises(Unreadable):
        amount_of(value, COMMA)


@pytest.mark.parametrize("value", [None, ""])
def test_an_empty_amount_is_none_and_is_missed_where_it_must_be(value):
    assert amount_of(value, COMMA) is None
    with pytest.raises(Unreadable):
        stated_amount(value, COMMA)


@pytest.mark.parametrize("value", ["1,5", Decimal("0.5")])
def test_points_are_whole(value):
    with pytest.raises(Unreadable):
        whole_of(value, COMMA)


@given(amounts)
def test_every_amount_that_is_written_in_a_style_is_read_in_it(amount):
    written = f"{amount:,.2f}"
    swapped = written.translate(str.maketrans(".,", ",."))
    assert amount_of(written, POINT) == amount
    assert amount_of(swapped, COMMA) == amount


@pytest.mark.parametrize(
    ("texts", "style"),
    [
        (["1234,5", "12.50", "7,25"], COMMA),
        (["12.50", "1.000,00", "0.345"], POINT),
        (["1.234", "15"], COMMA),
        (["1,234", "15"], POINT),
        (["15", "", "x.y"], POINT),
        (["1.234", "1.500", "12.5"], POINT),
    ],
)
def test_the_style_is_what_most_numbers_of_the_file_say(texts, style):
    votes = StyleVotes()
    votes.add_all(texts)
    assert votes.style == style
