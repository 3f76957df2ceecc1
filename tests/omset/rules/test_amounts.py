"""One grammar of amounts, for the form, its preview and files. The kind: one text, two amounts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.web.templatetags import formats
from omset.forms import EntryForm
from omset.imports.rows import RejectedRow, RowReader
from omset.rules.amounts import Unreadable, stated_amount, typed_amount
from tests.omset.written import TABLE

FILE = {"date": "2026-02-01", "customer_id": "x", "staff": "andi", "product": "P"}
READER = RowReader(
    {name: place for place, name in enumerate([*FILE, "nominal"])},
    {"status": "approved"},
    width=len(FILE) + 1,
    today=date(2026, 2, 1),
)


def in_a_form(text):
    """What the entry form would save; None if it refuses."""
    form = EntryForm({**FILE, "nominal": text, "multiplier": "1", "idempotency_key": "x"})
    form.is_valid()
    return form.cleaned_data.get("nominal")


def in_a_file(text):
    """What an import would store; None if it rejects the row."""
    try:
        return READER([*FILE.values(), text]).nominal
    except RejectedRow as why:
        return None if why.field == "nominal" else why.field


def amount_of(text):
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(("text", "typed", "imported"), TABLE)
def test_case_18_a_form_and_a_file_read_an_amount_alike(text, typed, imported):
    assert in_a_form(text) == amount_of(typed)
    assert in_a_file(text) == amount_of(imported)


@pytest.mark.parametrize("read", [stated_amount, typed_amount])
@pytest.mark.parametrize("text", ["1.500rb", "1.500k", "1,500k", "2,250jt", "50.000.-"])
def test_what_could_mean_two_amounts_says_so_in_a_form_and_in_a_file(text, read):
    with pytest.raises(Unreadable, match="two ways"):
        read(text)


@pytest.mark.parametrize("text", ["100.000", "1,500"])
def test_a_file_does_not_say_what_a_single_mark_parts(text):
    with pytest.raises(Unreadable, match="two ways"):
        stated_amount(text)


@pytest.mark.parametrize("read", [stated_amount, typed_amount])
@pytest.mark.parametrize("text", ["", " ", "\u200b"])
def test_nothing_is_no_amount(text, read):
    with pytest.raises(Unreadable):
        read(text)


@given(st.integers(1, 99_999_999_999_999).map(lambda number: Decimal(number) / 100))
def test_what_the_pages_write_is_read_back(amount):
    written = str(formats.rupiah(amount))
    assert typed_amount(written) == amount
    assert stated_amount(written) == amount


@given(st.integers(1, 99_999_999_999_999).map(lambda number: Decimal(number) / 100))
def test_what_a_file_of_the_product_writes_is_read_back(amount):
    assert stated_amount(f"{amount:.2f}") == amount


@given(st.text(alphabet="0123456789.,- rpjtkibudaRPIDR\u00a0\uff11\u200b", max_size=20))
def test_a_form_and_a_file_never_disagree_but_where_it_is_documented(text):
    try:
        amount = stated_amount(text)
    except Unreadable:
        return
    assert typed_amount(text) in (amount, amount * 1000 if amount < 1000 else amount)
