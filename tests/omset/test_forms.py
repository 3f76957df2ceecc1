"""What people type into the forms, and what the forms show them to type again. No database."""

from decimal import Decimal

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from crm.web.versions import read_version
from omset.fields import AmountField
from omset.forms import unambiguous
from omset.models import OmsetRecord
from omset.rules.amounts import LONGEST, Unreadable, stated_amount, typed_amount

cents = st.integers(1, 99_999_999_999_999).map(lambda number: Decimal(number) / 100)
FIELD = AmountField(read=typed_amount, largest=Decimal(1_000_000))


@given(cents)
def test_what_the_correction_form_shows_reads_back_as_the_same_amount(amount):
    stored = amount.quantize(Decimal("0.01"))
    assert typed_amount(unambiguous(stored)) == stored


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    for read in (typed_amount, stated_amount):
        try:
            assert read(text).is_finite()
        except Unreadable:
            continue


@pytest.mark.parametrize("text", ["9" * (LONGEST + 1), "9" * 5000, "\u0661\u0660", "²", "1e5"])
def test_absurdly_long_amounts_and_other_digits_are_refused(text):
    for read in (typed_amount, stated_amount):
        with pytest.raises(Unreadable):
            read(text)


@pytest.mark.parametrize(("text", "amount"), [("100", 100_000), (" 1jt ", 1_000_000)])
def test_a_readable_amount_within_the_bounds_is_taken(text, amount):
    assert FIELD.clean(text) == amount


@pytest.mark.parametrize("text", ["", "0", "-1", "0,001", "1000001", "x", "9" * 40])
def test_other_amounts_are_refused_with_a_reason_OM_1(text):
    with pytest.raises(forms.ValidationError):
        FIELD.clean(text)


@pytest.mark.parametrize(
    ("text", "version"), [("", None), ("1", 1), ("12", 12), ("x", 0), ("-1", 0), ("9" * 5000, 0)]
)
def test_an_unreadable_version_is_never_the_stored_one(text, version):
    assert read_version(text) == version
    assert OmsetRecord._meta.get_field("version").default > 0
