"""Where a page begins: written into an address and read back, nothing else taken for it."""

from datetime import date
from decimal import Decimal

import pytest
from bson import ObjectId
from hypothesis import given
from hypothesis import strategies as st

from crm.web.lists.cursors import BadCursor, Cursor, read_cursor

ORDER = {"records": -1, "name": 1}
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS, st.dates(), st.booleans())
def test_a_cursor_is_read_as_it_was_written(text, day, backwards):
    pk = ObjectId()
    cursor = Cursor((text, day, pk), backwards)
    assert read_cursor(str(cursor), str, date.fromisoformat, ObjectId) == cursor


def test_no_text_is_the_first_page():
    assert read_cursor("", str) is None


def test_what_follows_a_key_lies_beyond_it_in_the_order_of_the_list():
    assert Cursor((3, "b")).beyond(ORDER) == {
        "$or": [{"records": {"$lt": 3}}, {"records": 3, "name": {"$gt": "b"}}]
    }


def test_what_comes_before_it_lies_on_the_other_side():
    assert Cursor((3, "b"), backwards=True).beyond(ORDER) == {
        "$or": [{"records": {"$gt": 3}}, {"records": 3, "name": {"$lt": "b"}}]
    }


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "n2026-02-01",
        str(Cursor(())),
        str(Cursor(("1.00", "2.00"))),
        str(Cursor(("one",))),
        # ["n", 1]: a number instead of its text; ["n", "\ud800"]: a half of a character.
        "WyJuIiwgMV0",
        "WyJuIiwgIlx1ZDgwMCJd",
    ],
)
def test_what_is_not_ours_is_refused(text):
    with pytest.raises(BadCursor):
        read_cursor(text, lambda value: Decimal(int(value)))


def test_a_half_of_a_character_is_refused_even_as_a_text():
    with pytest.raises(BadCursor):
        read_cursor("WyJuIiwgIlx1ZDgwMCJd", str)
