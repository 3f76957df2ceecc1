"""Months as the whole product reckons with them: one home, for dates and for moments."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm import calendar

MONTHS = st.dates(date(1900, 1, 1), date(2199, 12, 1)).map(calendar.first_day)
STEPS = st.integers(-600, 600)


@given(MONTHS)
def test_the_day_after_a_months_last_day_begins_the_next(month):
    assert calendar.last_day(month) + timedelta(days=1) == calendar.next_month(month)


@given(MONTHS)
def test_the_day_before_a_month_lies_in_the_previous_one(month):
    assert calendar.first_day(month - timedelta(days=1)) == calendar.previous_month(month)


@given(MONTHS, STEPS)
def test_as_many_months_back_lead_to_where_one_was(month, steps):
    assert calendar.add_months(calendar.add_months(month, steps), -steps) == month


@given(MONTHS, st.integers(0, 60))
def test_between_two_months_lies_each_month_once(month, steps):
    months = list(calendar.months_between(month, calendar.add_months(month, steps)))
    assert months == [calendar.add_months(month, step) for step in range(steps + 1)]


def test_no_month_lies_between_one_and_an_earlier_one():
    assert not list(calendar.months_between(date(2026, 12, 1), date(2026, 11, 30)))


@pytest.mark.parametrize(("year", "days"), [(1900, 28), (2000, 29), (2024, 29), (2026, 28)])
def test_leap_years_have_29_days_in_february(year, days):
    assert calendar.days_in_month(date(year, 2, 10)) == days


def test_from_the_end_of_a_long_month_one_comes_to_the_start_of_the_next():
    assert calendar.next_month(date(2026, 1, 31)) == date(2026, 2, 1)


def test_a_moment_keeps_its_time_of_day():
    moment = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
    assert calendar.next_month(moment) == datetime(2027, 1, 1, 17, 30, tzinfo=UTC)
