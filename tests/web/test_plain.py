"""Text without what nobody sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.web.plain import plain


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
    assert plain(typed) == kept


@given(st.text())
def test_what_is_kept_is_kept_wherever_it_stands(text):
    kept = plain(text)
    assert plain(kept) == kept
    assert all(plain(f"a{char}a") == f"a{char}a" for char in kept)
