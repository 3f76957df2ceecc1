"""Amounts and dates as people read them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from crm.web.templatetags import formats

LATE_EVENING_UTC = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal("1234567"), "Rp 1.234.567"),
        (Decimal("1234567.00"), "Rp 1.234.567"),
        (Decimal("1234567.50"), "Rp 1.234.567,50"),
        (Decimal("-2500"), "-Rp 2.500"),
        (0, "Rp 0"),
        ("150000", "Rp 150.000"),
        (None, formats.NO_VALUE),
        ("", formats.NO_VALUE),
    ],
)
def test_rupiah(amount, text):
    assert formats.rupiah(amount) == text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (Decimal("2.50"), "USD", "$ 2,50"),
        (Decimal("1075"), "USD", "$ 1.075,00"),
        (Decimal("-20"), "USD", "-$ 20,00"),
        ("100", "", "100,00"),
        (Decimal("1234.00"), "IDR", "Rp 1.234"),
        (None, "USD", formats.NO_VALUE),
    ],
)
def test_money_is_in_its_currency(amount, currency, text):
    assert formats.money(amount, currency) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1234, "1.234"),
        (Decimal("1.50"), "1,5"),
        (Decimal("1.00"), "1"),
        (Decimal("0.1234"), "0,1234"),
        (None, formats.NO_VALUE),
    ],
)
def test_decimal(number, text):
    assert formats.decimal(number) == text


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (Decimal("12.48"), "12,5 %"),
        (Decimal("-3.2"), "3,2 %"),
        (0, "0 %"),
        (None, formats.NO_VALUE),
    ],
)
def test_percent(change, text):
    assert formats.percent(change) == text


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["21 Aug 2026", "Fri, 21 Aug 2026", "August 2026"]),
        ("id", ["21 Agu 2026", "Jum, 21 Agu 2026", "Agustus 2026"]),
    ],
)
def test_names_of_days_and_months_follow_the_language(language, texts):
    when = date(2026, 8, 21)
    with translation.override(language):
        assert [formats.day(when), formats.weekday(when), formats.month(when)] == texts


def test_figures_do_not_follow_the_language():
    with translation.override("en"):
        assert formats.decimal(1234) == "1.234"


def test_moments_are_told_in_jakarta():
    assert formats.moment(LATE_EVENING_UTC) == "21 Nov 2026 01:30"
    assert formats.day(LATE_EVENING_UTC) == "21 Nov 2026"


@pytest.mark.parametrize("filter_", [formats.day, formats.month, formats.moment])
def test_no_date_is_a_dash(filter_):
    assert filter_(None) == formats.NO_VALUE


def test_numbers_say_as_of_when_in_jakarta():
    read_at = datetime(2026, 2, 28, 18, 0, 5, tzinfo=UTC)
    assert formats.as_of(read_at) == (
        '<span class="as-of">as of <time datetime="2026-03-01T01:00:05+07:00">01:00:05 WIB</time>'
        "</span>"
    )


@pytest.mark.parametrize(("value", "percent"), [(99_999_999, 99), (100_000_000, 100), (0, 0)])
def test_a_share_is_rounded_down_so_that_100_percent_is_all(value, percent):
    assert formats.whole_percent(Decimal(value), Decimal(100_000_000)) == percent
