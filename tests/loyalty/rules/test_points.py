"""What is posted, spent, held, expired and given back, in the cases' own numbers (LP-5 on)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.rules.points.account import Movement, account
from loyalty.rules.points.entries import Entry, EntryReason, posting
from loyalty.rules.points.lots import Lots, last_day_of_points

DAY = date(2026, 1, 10)
EXPIRY_MONTHS = 12


def entry(points, reason=EntryReason.EARNED, source="a", day=DAY, posted_on=None, hold=0):
    ends = last_day_of_points(day, EXPIRY_MONTHS)
    return Entry(points, reason, source, day, posted_on or day, hold, ends)


def post_all(*states):
    """The points and reasons posted for a purchase that has gone through these states."""
    posted = []
    for deserved, is_counted in states:
        if step := posting(deserved, posted, is_counted=is_counted):
            posted.append(entry(step.points, step.reason))
    return [(each.points, each.reason.value) for each in posted]


def test_case_130_deleted_and_restored_twice_LP_5():
    trashed, live = (123, False), (123, True)
    assert post_all(live, live, trashed, live, trashed, trashed, live) == [
        (123, "earned"),
        (-123, "reversed"),
        (123, "earned again"),
        (-123, "reversed"),
        (123, "earned again"),
    ]


def test_case_131_what_never_counted_posts_nothing_LP_5():
    assert post_all((40, False), (40, False)) == []
    assert post_all((40, False), (40, True)) == [(40, "earned")]


@pytest.mark.parametrize(("deserved", "points"), [(130, 7), (0, -123)])
def test_case_132_an_edit_posts_the_difference_LP_5(deserved, points):
    assert post_all((123, True), (deserved, True)) == [(123, "earned"), (points, "corrected")]


@given(st.lists(st.tuples(st.integers(-50, 200), st.booleans()), min_size=1))
def test_any_order_of_events_comes_to_what_is_deserved_LP_5(states):
    deserved, is_counted = states[-1]
    net = sum(points for points, _reason in post_all(*states))
    assert net == (deserved if is_counted else 0)
    assert post_all(*states, states[-1]) == post_all(*states)


def test_case_139_points_already_spent_are_reversed_below_0_LP_10():
    entries = [entry(50), entry(-50, EntryReason.REDEEMED, "r"), entry(-50, EntryReason.REVERSED)]
    assert Lots.of(entries).balance == -50
    assert Lots.of(entries).available(DAY) == -50
    assert Lots.of([*entries, entry(30, source="b")]).balance == -20
    assert Lots.of([*entries, entry(30, source="b")]).due(date(2030, 1, 1)) == []


def test_case_140_held_until_the_days_are_over_LP_8():
    lots = Lots.of([entry(70, day=date(2026, 6, 1), hold=14)])
    assert lots.balance == 70
    assert lots.held(date(2026, 6, 14)) == 70
    assert lots.available(date(2026, 6, 14)) == 0
    assert lots.available(date(2026, 6, 15)) == 70


def test_what_was_spent_below_0_and_filled_since_comes_back_whole_LP_10():
    below = entry(-50, EntryReason.MERGED, "gift")
    filled, back = entry(50, source="b"), entry(50, EntryReason.REFUNDED, "gift")
    assert Lots.of([below, filled, back]).balance == 50


# Two purchases of 2025, and 80 of the 150 points spent.
FIRST = entry(100, source="first", day=date(2025, 1, 15))
SECOND = entry(50, source="second", day=date(2025, 6, 10))
SPENT = entry(-80, EntryReason.REDEEMED, "gift", day=date(2025, 12, 1))
EXPIRED = entry(-20, EntryReason.EXPIRED, "first", day=date(2026, 2, 1))


def test_case_141_what_is_left_expires_once_LP_12():
    lots = Lots.of([FIRST, SECOND, SPENT])
    assert lots.due(date(2026, 1, 31)) == []
    assert lots.due(date(2026, 2, 1)) == [("first", 20)]
    lots.post(EXPIRED)
    assert lots.due(date(2026, 2, 1)) == []
    assert lots.balance == 50


def test_case_142_a_refund_lives_thirty_days_more_LP_13():
    refund = entry(80, EntryReason.REFUNDED, "gift", day=date(2026, 2, 10))
    lots = Lots.of([FIRST, SECOND, SPENT, EXPIRED, refund])
    assert lots.balance == 130
    assert lots.due(date(2026, 3, 12)) == []
    assert lots.due(date(2026, 3, 13)) == [("first", 80)]
    lots.post(entry(-80, EntryReason.EXPIRED, "first", day=date(2026, 3, 13)))
    assert lots.balance == 50


def test_case_143_a_reversal_takes_of_the_others_and_below_0_LP_13():
    reversed_on = date(2025, 12, 20)
    back = entry(-100, EntryReason.REVERSED, "first", FIRST.day, reversed_on)
    lots = Lots.of([FIRST, SECOND, SPENT, back])
    assert lots.balance == -30
    lots.post(entry(40, source="third", day=date(2025, 12, 24)))
    assert lots.balance == 10
    assert lots.due(date(2027, 1, 1)) == [("third", 10)]


def test_case_144_nobody_loses_more_than_they_were_given_LP_13():
    lots = Lots.of([FIRST, entry(-100, EntryReason.EXPIRED, "first", day=date(2026, 2, 1))])
    trashed, restored = date(2026, 2, 20), date(2026, 2, 22)
    assert lots.returned_before_reversal("first", 100) == 100
    lots.post(entry(100, EntryReason.EXPIRY_RETURNED, "first", FIRST.day, trashed))
    lots.post(entry(-100, EntryReason.REVERSED, "first", FIRST.day, trashed))
    assert lots.balance == 0
    lots.post(entry(100, EntryReason.EARNED_AGAIN, "first", FIRST.day, restored))
    assert lots.balance == 100
    assert lots.due(restored + timedelta(days=30)) == []
    assert lots.due(restored + timedelta(days=31)) == [("first", 100)]


def test_the_first_posting_of_an_old_purchase_has_no_more_days_LP_13():
    late = entry(10, source="late", day=date(2025, 1, 5), posted_on=date(2026, 2, 3))
    assert Lots.of([late]).due(date(2026, 2, 4)) == [("late", 10)]


def test_a_redemption_takes_what_ends_first_then_the_older_and_held_points_last_LP_12():
    held = entry(30, source="held", day=date(2025, 1, 2), hold=400)
    lots = Lots.of([held, SECOND, FIRST, entry(-120, EntryReason.REDEEMED, "x", day=SPENT.day)])
    assert lots.due(date(2027, 1, 1)) == [("held", 30), ("second", 30)]


@st.composite
def histories(draw):
    """Entries of three purchases and two redemptions as a ledger would post them."""
    posted, day = [], date(2025, 1, 1)
    for _ in range(draw(st.integers(1, 25))):
        day += timedelta(days=draw(st.integers(0, 60)))
        lots = Lots.of(posted)
        posted += [
            entry(-each.points, EntryReason.EXPIRED, each.source, day) for each in lots.due(day)
        ]
        posted += draw(st.sampled_from([purchase, redemption]))(draw, posted, day)
    return posted


def purchase(draw, posted, day):
    source = draw(st.sampled_from("abc"))
    own = [each for each in posted if each.source == source and each.reason in PURCHASE]
    step = posting(draw(st.integers(0, 99)), own, is_counted=draw(st.booleans()))
    if step is None:
        return []
    lots, first = Lots.of(posted), own[0].day if own else day
    back = lots.returned_before_reversal(source, -step.points) if step.points < 0 else 0
    returned = [entry(back, EntryReason.EXPIRY_RETURNED, source, first, day)] if back else []
    return [*returned, entry(step.points, step.reason, source, first, day)]


def redemption(draw, posted, day):
    source = draw(st.sampled_from("xy"))
    paid = -sum(each.points for each in posted if each.source == source)
    if paid:
        return [entry(paid, EntryReason.REFUNDED, source, day)]
    available = Lots.of(posted).available(day)
    price = draw(st.integers(1, 60))
    return [entry(-price, EntryReason.REDEEMED, source, day)] if price <= available else []


PURCHASE = {
    EntryReason.EARNED,
    EntryReason.EARNED_AGAIN,
    EntryReason.CORRECTED,
    EntryReason.REVERSED,
}


@given(histories())
def test_the_lots_are_the_balance_and_never_expire_more_than_they_have_LP_12(posted):
    lots = Lots.of(posted)
    assert lots.balance == sum(each.points for each in posted)
    assert lots.missing >= 0
    left = sum(each.points for each in lots.due(date(2100, 1, 1)))
    assert left == max(lots.balance, 0)


@given(histories())
def test_case_147_each_day_of_the_account_closes_on_the_balance_LP_14(posted):
    first, last = posted[0].posted_on if posted else DAY, posted[-1].posted_on if posted else DAY
    days = list(account(posted, first, last))
    assert days[-1].closing == sum(each.points for each in posted)
    for earlier, later in pairwise(days):
        assert later.opening == earlier.closing
    spent = sum(each.movements[Movement.REDEEMED] for each in days)
    redeemed = [each.points for each in posted if each.reason == EntryReason.REDEEMED]
    assert spent == sum(redeemed)


def test_every_reason_is_a_movement_LP_14():
    entries = [entry(1, reason, source=reason.value) for reason in EntryReason]
    [day] = account(entries, DAY, DAY)
    assert day.closing == len(EntryReason)
