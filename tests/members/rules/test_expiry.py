"""Until when a reservation protects its customer (RS-17 to RS-19, RS-23)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.rules.expiry import Because, GraceFacts, GraceSettings, grace_start, standing_on

DAYS = st.dates(date(2025, 1, 1), date(2027, 1, 1))
APPROVED = date(2025, 12, 1)
DEPOSIT = GraceFacts(approved_on=APPROVED, last_deposit_on=date(2026, 1, 1))


def on(day, facts=DEPOSIT, away=frozenset(), **settings):
    return standing_on(date.fromisoformat(day), facts, GraceSettings(**settings), away)


@pytest.mark.parametrize(
    ("day", "left"),
    [("2026-01-23", 8), ("2026-01-24", 7), ("2026-01-30", 1), ("2026-01-31", 0)],
)
def test_45_the_days_left_count_from_the_last_deposit(day, left):
    assert on(day).remaining == left


def test_45_the_first_warning_is_seven_days_before_the_end():
    warned = [day for day in range(1, 32) if on(f"2026-01-{day:02}").is_expiring]
    assert warned == list(range(24, 31))


def test_45_the_run_of_the_thirtieth_day_ends_it():
    assert not on("2026-01-30").is_over
    assert on("2026-01-31").is_over
    assert on("2026-01-31").days == 30


def test_45_the_day_before_is_the_last_that_is_protected():
    assert on("2026-01-10").protected_until == date(2026, 1, 30)
    assert on("2026-01-10").because == Because.DEPOSIT


def test_45_a_deposit_on_the_last_day_cancels_it():
    assert not on("2026-01-31", DEPOSIT._replace(last_deposit_on=date(2026, 1, 30))).is_over


def test_46_the_grace_of_a_product_counts_the_same_way():
    assert not on("2026-01-07", grace=14).is_expiring
    assert on("2026-01-08", grace=14).is_expiring
    assert on("2026-01-15", grace=14).is_over


def test_RS_17_a_grace_as_short_as_the_warnings_warns_not_on_the_first_day():
    assert not on("2026-01-01", grace=5).is_expiring
    assert on("2026-01-02", grace=5).is_expiring


def test_47_a_permanent_one_never_ends_and_is_never_warned_of():
    standing = on("2030-01-01", DEPOSIT._replace(is_permanent=True))
    assert standing.ends_on is None
    assert not standing.is_over
    assert not standing.is_expiring


def test_48_without_a_deposit_the_grace_counts_from_the_approval():
    facts = GraceFacts(approved_on=date(2026, 1, 1))
    assert not on("2026-01-02", facts).is_over
    assert on("2026-01-31", facts).is_over
    assert on("2026-01-02", facts).because == Because.APPROVAL


def test_48_with_the_switch_the_next_run_ends_what_has_no_deposit():
    facts = GraceFacts(approved_on=date(2026, 1, 1))
    assert not on("2026-01-01", facts, ends_without_deposit=True).is_over
    assert on("2026-01-02", facts, ends_without_deposit=True).is_over


def test_RS_23_a_restored_one_has_its_full_grace_again():
    facts = DEPOSIT._replace(restarted_on=date(2026, 3, 1))
    assert not on("2026-03-02", facts, ends_without_deposit=True).is_over
    assert on("2026-03-31", facts).is_over
    assert on("2026-03-02", facts).because == Because.RESTART


def test_days_of_leave_do_not_eat_the_grace():
    away = {date(2026, 1, 10) + timedelta(days=day) for day in range(5)}
    assert on("2026-01-31", away=away).remaining == 5
    assert on("2026-02-05", away=away).is_over


def test_they_do_if_the_floor_says_so():
    away = {date(2026, 1, 10)}
    assert on("2026-01-31", away=away, spares_leave=False).is_over


def test_an_extension_ends_no_earlier_than_a_later_deposit():
    facts = DEPOSIT._replace(extended_until=date(2026, 2, 10))
    assert on("2026-01-31", facts).because == Because.EXTENSION
    assert on("2026-02-10", facts).is_over
    later = facts._replace(last_deposit_on=date(2026, 2, 1))
    assert on("2026-02-10", later).ends_on == date(2026, 3, 3)


@given(DAYS, DAYS, st.one_of(st.none(), DAYS), st.one_of(st.none(), DAYS), st.integers(1, 60))
def test_it_ends_once_and_for_all(day, approved, deposit, restarted, grace):
    facts, settings = GraceFacts(approved, deposit, restarted), GraceSettings(grace=grace)
    standing = standing_on(day, facts, settings)
    assert standing.ends_on == grace_start(facts) + timedelta(days=grace)
    assert standing.is_over == (day >= standing.ends_on)


@given(DAYS, st.sets(DAYS, max_size=40), st.integers(1, 60))
def test_leave_only_ever_adds_as_many_days_as_it_takes(start, away, grace):
    facts = GraceFacts(start)
    ends_on = standing_on(start, facts, GraceSettings(grace=grace), away).ends_on
    taken = sum(start <= day < ends_on for day in away)
    assert (ends_on - start).days == grace + taken
