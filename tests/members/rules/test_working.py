"""When a batch is worked, and when rows that nobody works go back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.rules.working import NO_STATUS, Idle, idle_state, is_hoarding, is_worked

TODAY = date(2026, 3, 20)


@pytest.mark.parametrize("column", ["whatsapp", "response", "validation"])
def test_a_row_is_worked_once_one_thing_is_said_of_it(column):
    assert not is_worked(NO_STATUS)
    assert is_worked(NO_STATUS | {column: "x"})


@pytest.mark.parametrize(
    ("without", "of", "limit", "too_much"),
    [
        (3, 10, 30, False),
        (4, 10, 30, True),
        (1, 10, 0, True),
        (0, 10, 0, False),
        (9, 9, 100, False),
    ],
)
def test_hoarding_is_more_than_the_limit(without, of, limit, too_much):
    assert is_hoarding(without, of, Decimal(limit)) == too_much


@pytest.mark.parametrize(
    ("days_ago", "state"),
    [(0, Idle.STAYS), (1, Idle.STAYS), (2, Idle.WARNED), (3, Idle.GOES_BACK), (9, Idle.GOES_BACK)],
)
def test_a_row_goes_back_after_the_days_and_is_warned_of_the_day_before(days_ago, state):
    assert idle_state(TODAY - timedelta(days=days_ago), TODAY, set(), 3) == state


def test_days_of_leave_do_not_count():
    away = {TODAY - timedelta(days=1), TODAY - timedelta(days=2), date(2020, 1, 1)}
    assert idle_state(TODAY - timedelta(days=3), TODAY, away, 3) == Idle.STAYS
    assert idle_state(TODAY - timedelta(days=4), TODAY, away, 3) == Idle.WARNED
    assert idle_state(TODAY - timedelta(days=5), TODAY, away, 3) == Idle.GOES_BACK


@given(st.sets(st.integers(1, 12), max_size=6), st.integers(1, 5))
def test_a_row_is_warned_of_once_and_that_on_the_day_before_it_goes(leave, limit):
    """Earlier defect: with leave on the 4th to the 6th the warning came on the 3rd and each day."""
    away = {TODAY + timedelta(days=day) for day in leave}
    states = [idle_state(TODAY, TODAY + timedelta(days=day), away, limit) for day in range(25)]
    going = states.index(Idle.GOES_BACK)
    assert [day for day, state in enumerate(states) if state == Idle.WARNED] == [going - 1]
    assert going not in leave


def test_0_days_are_no_limit():
    assert idle_state(date(2020, 1, 1), TODAY, set(), 0) == Idle.STAYS
