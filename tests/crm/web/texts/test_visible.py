"""Text without what nobody sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.web.texts.visible import shows_something, visible_text
from tests.invisible import INVISIBLE


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u202a+62 812-3456\u202c", "+62 812-3456"),
        ("tam\u200bba\u00adhan", "tambahan"),
        ("Budi\u202e000 001", "Budi000 001"),
        ("a\x00b\x1b[31mc\x7f\x85", "ab[31mc"),
        ("\ufeff=1+1", "=1+1"),
        ("x\uffff\ufffe\U0001ffff\ufdd0", "x"),
        (" \u200b\u2066 \u200d ", ""),
        ("👨‍👩‍👧 ❤️ สมชาย می‌خواهم", "👨‍👩‍👧 ❤️ สมชาย می‌خواهم"),
        ("two  lines\r\nand\ta tab", "two  lines\r\nand\ta tab"),
    ],
)
def test_only_what_shows_is_kept(typed, kept):
    assert visible_text(typed) == kept


@given(st.text())
def test_what_is_kept_is_kept_wherever_it_stands(text):
    kept = visible_text(text)
    assert visible_text(kept) == kept
    assert all(visible_text(f"a{char}a") == f"a{char}a" for char in kept)


@pytest.mark.parametrize("text", INVISIBLE.values(), ids=INVISIBLE)
def test_what_shows_nothing_is_no_text(text):
    assert not shows_something(text)
    assert visible_text(text) == ""
    assert visible_text(f" {text} {text}\n") == ""


@pytest.mark.parametrize("text", ["x", "-", "กิ", "कि", "가", "❤️", "👨‍👩‍👧", "\u3164x", "é", "。"])
def test_one_sign_that_shows_is_enough(text):
    assert shows_something(text)
    assert visible_text(text) == text


@given(st.text(), st.text())
def test_a_text_shows_something_where_one_of_its_parts_does(one, other):
    assert shows_something(one + other) == (shows_something(one) or shows_something(other))
