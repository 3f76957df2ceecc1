"""Which value holds on a day. Kind: order by (date, sequence), whatever order rows come in."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.policies.rules import State, newest_first, states_of, value_holding
from crm.registry.policies import DatedValue

FIRST = date(2026, 3, 1)
DAYS = st.integers(0, 6).map(lambda days: FIRST + timedelta(days=days))


def numbered(days):
    """A value for each of the days, in the order of the decisions: many share a date."""
    count: dict[date, int] = {}
    values = []
    for number, day in enumerate(days):
        count[day] = count.get(day, 0) + 1
        values.append(DatedValue(day, count[day], Decimal(number)))
    return values


def reference(values, day):
    """Day by day: what was decided last for a date holds until a later date has something."""
    held = None
    for passed in (FIRST + timedelta(days=n) for n in range((day - FIRST).days + 1)):
        for value in values:
            if value.valid_from == passed:
                held = value
    return held


@given(st.lists(DAYS, max_size=12), st.integers(-1, 8), st.randoms())
def test_the_latest_date_holds_and_of_one_date_the_later_decision(days, offset, random):
    values, day = numbered(days), FIRST + timedelta(days=offset)
    expected = reference(values, day)
    random.shuffle(values)
    assert value_holding(values, day) == expected


@given(st.lists(DAYS, max_size=12), DAYS, DAYS)
def test_a_later_value_changes_no_earlier_day(days, new_day, day):
    values = numbered(days)
    with_one_more = numbered([*days, new_day])
    if day < new_day:
        assert value_holding(with_one_more, day) == value_holding(values, day)
    else:
        assert value_holding(with_one_more, day).valid_from >= new_day


@given(st.lists(DAYS, max_size=12), DAYS)
def test_the_state_says_what_holds(days, today):
    values = newest_first(numbered(days))
    states = states_of(values, today)
    now = [value for value, state in zip(values, states, strict=True) if state == State.NOW]
    assert now == [each for each in [value_holding(values, today)] if each]
    for value, state in zip(values, states, strict=True):
        holds_ever = value_holding(values, value.valid_from) == value
        assert (state == State.REPLACED) == (not holds_ever)
        assert (state == State.COMING) == (holds_ever and value.valid_from > today)


@given(st.lists(DAYS, max_size=12), st.data())
def test_of_two_sources_each_value_stands_once_and_none_is_lost(days, data):
    values = numbered(days)
    here = [value for value in values if data.draw(st.booleans())]
    merged = newest_first(here, values)
    assert sorted(merged, key=lambda v: v.value) == values
    assert [(v.valid_from, v.sequence) for v in merged] == sorted(
        ((v.valid_from, v.sequence) for v in values), reverse=True
    )


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(1990, 1, 1)])
def test_before_the_first_nothing_holds(day):
    assert value_holding(numbered([FIRST]), day) is None
