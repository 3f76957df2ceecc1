"""Totals of breaks in whole seconds, nothing counted twice (IZ-1, IZ-2, case 63)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from leave.rules.breaks import BreakTime, BreakTotal, minutes_of, total

NOON = datetime(2026, 11, 30, 5, tzinfo=UTC)
HALF_AN_HOUR = 30 * 60


def breaks_of(*seconds: int) -> BreakTotal:
    """Breaks of these lengths, one after the other."""
    taken = [BreakTime(NOON, NOON + timedelta(seconds=each)) for each in seconds]
    return total(taken, HALF_AN_HOUR)


def test_case_63_two_breaks_pass_the_allowance() -> None:
    both = breaks_of(20 * 60, 25 * 60 + 30)
    assert minutes_of(both.seconds) == Decimal("45.50")
    assert both.over_minutes == Decimal("15.50")


def test_case_63_exactly_the_allowance_is_not_over() -> None:
    assert breaks_of(HALF_AN_HOUR).over_minutes == 0


def test_case_63_a_second_more_is_two_hundredths_of_a_minute() -> None:
    assert breaks_of(HALF_AN_HOUR + 1).over_minutes == Decimal("0.02")


def test_case_63_a_single_break_is_counted_once() -> None:
    single = breaks_of(16 * 60)
    assert single.over == 0
    assert single.left == 14 * 60


def test_an_open_break_counts_up_to_now_and_is_agreed_about_when_it_ends() -> None:
    open_one = [BreakTime(NOON)]
    counted = total(open_one, HALF_AN_HOUR, NOON + timedelta(minutes=40))
    assert counted.over == 10 * 60
    assert counted.over_agreed == 0


def test_nothing_follows_from_a_break_that_waits_for_an_admin() -> None:
    breaks = [
        BreakTime(NOON, NOON + timedelta(minutes=40)),
        BreakTime(NOON, NOON + timedelta(hours=8), waits=True),
    ]
    counted = total(breaks, HALF_AN_HOUR)
    assert counted.over_minutes == 10
    assert minutes_of(counted.over) == 490


def test_seconds_are_those_that_the_clock_showed() -> None:
    first = NOON.replace(microsecond=900_000)
    last = (NOON + timedelta(minutes=30)).replace(microsecond=100_000)
    assert BreakTime(first, last).seconds() == HALF_AN_HOUR


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(1801, "30.02"), (1800, "30.00"), (3, "0.05"), (0, "0.00")]
)
def test_minutes_have_two_decimals(seconds: int, minutes: str) -> None:
    assert minutes_of(seconds) == Decimal(minutes)
