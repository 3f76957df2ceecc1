"""Which shift an instant belongs to, at every edge of a night (AT-2, AT-3)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leave.rules.shifts import JAKARTA, Hours, Shift, belongs_until, instant_of, shift_of, shift_on

DAY_SHIFT, NIGHT_SHIFT, EARLY_SHIFT = Hours(660, 1380), Hours(1320, 360), Hours(30, 480)
MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)


def at(text: str) -> datetime:
    """A Jakarta time, as a server in UTC has it."""
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA).astimezone(UTC)


def of(text: str, hours: Hours) -> Shift:
    return shift_of(at(text), lambda day: hours)


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-30 00:00:30",
        "2026-11-30 06:59:00",
        "2026-11-30 07:01:00",
        "2026-11-30 11:00:00",
        "2026-11-30 23:59:30",
    ],
)
def test_a_day_shift_has_the_whole_jakarta_date(moment: str) -> None:
    assert of(moment, DAY_SHIFT).date == MONDAY


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-30 06:00:00", MONDAY),
        ("2026-11-30 21:59:59", MONDAY),
        ("2026-11-30 22:00:00", MONDAY),
        ("2026-11-30 23:59:30", MONDAY),
        ("2026-12-01 00:00:30", MONDAY),
        ("2026-12-01 05:59:59", MONDAY),
        ("2026-12-01 06:00:00", TUESDAY),
        ("2026-12-01 07:01:00", TUESDAY),
    ],
)
def test_a_night_shift_belongs_to_the_date_on_which_it_begins(moment: str, day: date) -> None:
    assert of(moment, NIGHT_SHIFT).date == day


def test_whoever_comes_before_midnight_for_a_shift_after_it_comes_for_that() -> None:
    assert of("2026-11-30 23:50:00", EARLY_SHIFT).date == TUESDAY
    assert of("2026-11-30 22:29:59", EARLY_SHIFT).date == MONDAY


def test_the_new_hours_win_where_two_shifts_would_overlap() -> None:
    def hours_of(day: date) -> Hours:
        return NIGHT_SHIFT if day < TUESDAY else Hours(240, 720)

    assert shift_of(at("2026-12-01 03:59:59"), hours_of).date == MONDAY
    assert shift_of(at("2026-12-01 04:00:00"), hours_of).date == TUESDAY


def test_a_night_shift_ends_on_the_next_date() -> None:
    assert shift_on(MONDAY, NIGHT_SHIFT).ends_at == at("2026-12-01 06:00")
    assert shift_on(MONDAY, DAY_SHIFT).ends_at == at("2026-11-30 23:00")


@pytest.mark.parametrize(("start", "end"), [(660, 660), (-1, 60), (0, 1440)])
def test_hours_that_are_none_are_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no working hours"):
        Hours(start, end)


minutes = st.integers(0, 1439)


@given(start=minutes, end=minutes, minute=minutes)
def test_every_time_of_the_clock_is_once_in_each_shift(start: int, end: int, minute: int) -> None:
    if start == end:
        return
    hours = Hours(start, end)
    instant = instant_of(MONDAY, minute, lambda day: hours)
    assert instant is not None
    assert shift_of(instant, lambda day: hours).date == MONDAY


@given(start=minutes, end=minutes, second=st.integers(0, 86_399))
def test_an_instant_inside_a_shift_belongs_to_it(start: int, end: int, second: int) -> None:
    if start == end:
        return
    hours = Hours(start, end)
    shift = shift_on(MONDAY, hours)
    instant = shift.starts_at + timedelta(seconds=second)
    if shift.covers(instant):
        assert shift_of(instant, lambda day: hours) == shift


@given(start=minutes, end=minutes, next_start=minutes, next_end=minutes)
def test_a_date_lasts_until_the_next_one_begins(
    start: int, end: int, next_start: int, next_end: int
) -> None:
    if start == end or next_start == next_end:
        return
    today, tomorrow = Hours(start, end), Hours(next_start, next_end)

    def hours_of(day: date) -> Hours:
        return today if day <= MONDAY else tomorrow

    until = belongs_until(MONDAY, hours_of)
    assert shift_of(until - timedelta(seconds=1), hours_of).date == MONDAY
    assert shift_of(until, hours_of).date == TUESDAY
