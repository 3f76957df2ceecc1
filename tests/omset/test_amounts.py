from decimal import Decimal

import pytest

from omset.amounts import Unreadable, stated_amount, typed_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("100", "100000"),
        ("999", "999000"),
        ("1000", "1000"),
        ("100.000", "100000"),
        ("100,000", "100000"),
        ("1.234.567", "1234567"),
        ("1.234.567,50", "1234567.50"),
        ("1,234,567.50", "1234567.50"),
        ("150k", "150000"),
        ("1,5jt", "1500000"),
        ("1.5 juta", "1500000"),
        ("250rb", "250000"),
        ("Rp 50.000", "50000"),
        ("rp.75", "75"),
        ("11.77", "11.77"),
    ],
)
def test_case_18_what_a_person_types_is_read_as_meant(text, amount):
    assert typed_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("100", "100"),
        ("11.77", "11.77"),
        ("11,77", "11.77"),
        ("0.500", "0.500"),
        ("1.234.567", "1234567"),
        ("100.000,00", "100000.00"),
        ("150k", "150000"),
        ("1.5jt", "1500000"),
        ("100000", "100000"),
    ],
)
def test_a_file_states_amounts_as_they_are(text, amount):
    assert stated_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["100.000", "1,500", "1.500k", "2,250jt"])
def test_what_could_mean_two_amounts_is_refused_in_a_file(text):
    with pytest.raises(Unreadable, match="two ways"):
        stated_amount(text)


@pytest.mark.parametrize(
    "text", ["", "-5", "abc", "1e6", "NaN", "1.2.3", "12,34.56", "5 x", ".", "1_000", "∞"]
)
@pytest.mark.parametrize("read", [stated_amount, typed_amount])
def test_what_is_no_amount_is_refused(text, read):
    with pytest.raises(Unreadable):
        read(text)
