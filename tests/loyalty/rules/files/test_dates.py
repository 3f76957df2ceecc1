"""Dates and times of a file (LI-12), with case 190."""

from datetime import date, time
from decimal import Decimal

import pytest

from loyalty.rules.files.dates import day_of, instant_of, month_of, past_day_of, time_of
from loyalty.rules.files.outcomes import Unreadable

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    "text", ["20260305", "2026-03-05", "05/03/2026", "5.3.2026", "2026-03-05T10:11:12", 20260305]
)
def test_a_day_is_read_as_people_and_tills_write_it(text):
    value = Decimal(text) if isinstance(text, int) else text
    assert day_of(value, TODAY) == date(2026, 3, 5)


@pytest.mark.parametrize("text", [None, "", "0", "00000000", "0000-00-00", Decimal(0)])
def test_case_190_zeros_are_no_day(text):
    assert day_of(text, TODAY) is None


@pytest.mark.parametrize("text", ["19850230", "03/25/2026", "18500101", "abc", "2026-13-01"])
def test_case_190_an_impossible_day_is_unreadable_and_never_month_first(text):
    with pytest.raises(Unreadable):
        day_of(text, TODAY)


def test_case_190_a_receipt_of_tomorrow_is_unreadable_and_one_of_today_is_not():
    assert past_day_of("20261130", TODAY) == TODAY
    with pytest.raises(Unreadable):
        past_day_of("20261201", TODAY)
    with pytest.raises(Unreadable):
        past_day_of("0", TODAY)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal(905), time(9, 5)),
        (Decimal(5), time(0, 5)),
        ("2359", time(23, 59)),
        ("9:05", time(9, 5)),
        ("", None),
    ],
)
def test_case_190_a_time_is_a_number_of_hours_and_minutes(value, expected):
    assert time_of(value) == expected


@pytest.mark.parametrize("value", [Decimal(2460), "2400", "999", "12345", "x", Decimal("9.5")])
def test_case_190_an_impossible_time_is_unreadable(value):
    with pytest.raises(Unreadable):
        time_of(value)


def test_a_month_is_its_first_day_and_has_begun():
    assert month_of("202611", TODAY) == date(2026, 11, 1)
    assert month_of(Decimal(202601), TODAY) == date(2026, 1, 1)


@pytest.mark.parametrize("value", ["202612", "202613", "000000", "2026", "", None, ["202601"]])
def test_what_is_no_month_is_unreadable(value):
    with pytest.raises(Unreadable):
        month_of(value, TODAY)


def test_an_update_has_its_time_where_it_says_one():
    assert str(instant_of("2026-03-05 10:11:12", TODAY)) == "2026-03-05 10:11:12"
    assert str(instant_of("20260305", TODAY)) == "2026-03-05 00:00:00"
    assert instant_of("", TODAY) is None
