"""Progress against the targets (LB-9 to LB-14), cases 32 to 37."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonuses.rules.targets import Level, progress, streak

LONG_AGO = date(2020, 1, 1)


def progress_on(day, since=LONG_AGO, **months):
    """Progress on `day` of 2026 with so many successful days in jan, feb, mar."""
    numbers = {"jan": 1, "feb": 2, "mar": 3, "apr": 4}
    counts = {date(2026, numbers[name], 1): count for name, count in months.items()}
    return progress(day, counts, since=since)


@pytest.mark.parametrize(
    ("jan", "feb", "level"),
    [(17, 17, Level.TWO_MONTHS_FAILED), (17, 18, Level.FINE), (18, 17, Level.LAST_MONTH_FAILED)],
)
def test_LB_11_failed_months_before_march__case_32(jan, feb, level):
    assert progress_on(date(2026, 3, 5), jan=jan, feb=feb).level == level


def test_LB_10_february_looks_only_at_january__case_33():
    assert progress_on(date(2026, 2, 5), jan=10).level == Level.LAST_MONTH_FAILED


def test_LB_10_january_holds_nothing_against_anybody__case_33():
    december = {date(2025, 12, 1): 3, date(2025, 11, 1): 2}
    assert progress(date(2026, 1, 5), december, since=LONG_AGO).level == Level.FINE


@pytest.mark.parametrize(("days", "needed", "reachable"), [(10, 8, False), (11, 7, True)])
def test_LB_11_behind_with_seven_days_left__case_34(days, needed, reachable):
    month = progress_on(date(2026, 2, 21), jan=18, feb=days)
    assert month.remaining == 7
    assert month.level == Level.BEHIND
    assert month.needed == needed
    assert month.reachable == reachable


@pytest.mark.parametrize(("day", "level"), [(20, Level.FINE), (21, Level.BEHIND)])
def test_LB_11_begins_with_ten_remaining_days__case_35(day, level):
    assert progress_on(date(2026, 3, day), jan=18, feb=18, mar=17).level == level


@pytest.mark.parametrize(
    ("days", "projected", "status"), [(6, 18, "on-track"), (5, 15, "in-progress")]
)
def test_LB_9_projection_on_day_10_of_30__case_36(days, projected, status):
    month = progress_on(date(2026, 4, 10), jan=18, feb=18, mar=18, apr=days)
    assert month.projected == projected
    assert month.status == status


def test_LB_9_leap_years_have_29_days_in_february():
    assert progress(date(2028, 2, 10), {}, since=LONG_AGO).remaining == 19
    assert progress(date(2100, 2, 10), {}, since=LONG_AGO).remaining == 18


def test_LB_12_today_met_is_shown_before_on_track_and_after_achieved():
    today = {"since": LONG_AGO, "today_met": True}
    month = date(2026, 1, 1)
    assert progress(date(2026, 1, 30), {month: 18}, **today).status == "achieved"
    assert progress(date(2026, 1, 10), {month: 6}, **today).status == "today"
    assert progress(date(2026, 1, 10), {month: 6}, **today).colour == "success"


def test_LB_14_somebody_new_is_judged_from_their_first_month():
    assert progress_on(date(2026, 3, 5), since=date(2026, 3, 2)).level == Level.FINE
    assert (
        progress_on(date(2026, 3, 5), since=date(2026, 2, 27), feb=1).level
        == Level.LAST_MONTH_FAILED
    )


def test_LB_14_a_past_month_is_seen_from_its_last_day():
    month = progress_on(date(2026, 1, 31), jan=18)
    assert month.remaining == 0
    assert month.projected == 18
    assert month.achieved


def run_of(last: date, length: int) -> set[date]:
    return {last - timedelta(days=back) for back in range(length)}


def test_LB_13_a_streak_goes_on_from_yesterday__case_37():
    today = date(2026, 2, 20)
    assert streak(run_of(today - timedelta(days=1), 4), today).days == 4


def test_LB_13_a_streak_goes_on_over_the_end_of_a_month__case_37():
    assert streak(run_of(date(2026, 3, 1), 6), date(2026, 3, 1)).days == 6


def test_LB_13_days_off_neither_break_nor_count():
    today = date(2026, 2, 20)
    successful = run_of(today, 2) | run_of(today - timedelta(days=3), 3)
    assert streak(successful, today).days == 2
    assert streak(successful, today, days_off={today - timedelta(days=2)}).days == 5


def test_LB_13_a_missed_yesterday_ends_it():
    today = date(2026, 2, 20)
    assert streak(run_of(today - timedelta(days=2), 5), today).days == 0


@given(st.sets(st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=40))
def test_LB_13_a_streak_counts_no_more_than_there_are(successful):
    assert streak(successful, date(2026, 3, 1)).days <= len(successful)
