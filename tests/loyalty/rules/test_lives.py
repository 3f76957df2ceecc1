"""What only changes whose a purchase is gives no point another life (LP-12, LP-13)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from loyalty.rules.points.entries import EntryReason
from loyalty.rules.points.lots import Lots
from tests.loyalty.rules.test_points import FIRST, PURCHASE, entry, histories

AFTER = date(2026, 2, 20)


def away_and_back(posted, source, day):
    """The entries of a purchase that is somebody else's for a moment."""
    own = [each for each in posted if each.source == source and each.reason in PURCHASE]
    points = sum(each.points for each in own)
    if points <= 0:
        return []
    terms = {"source": source, "day": own[0].day, "posted_on": day}
    back = Lots.of(posted).returned_before_reversal(source, points)
    returned = [entry(back, EntryReason.EXPIRY_RETURNED, **terms)] if back else []
    again = entry(points, EntryReason.EARNED_AGAIN, **terms)._replace(is_moved=True)
    return [*returned, entry(-points, EntryReason.REVERSED, **terms), again]


def spendable(lots, day):
    return lots.available(day) - sum(each.points for each in lots.due(day))


@given(histories(), st.sampled_from("abc"), st.integers(0, 500), st.integers(0, 500))
def test_away_and_back_leaves_every_day_as_it_was_LP_13(posted, source, later, after):
    day = (posted[-1].posted_on if posted else AFTER) + timedelta(days=later)
    moved = away_and_back(posted, source, day)
    moved += away_and_back([*posted, *moved], source, day)
    before, now = Lots.of(posted), Lots.of([*posted, *moved])
    assert now.balance == sum(each.points for each in [*posted, *moved])
    for on in (day, day + timedelta(days=after)):
        assert spendable(now, on) == spendable(before, on)


def test_what_others_have_filled_is_owed_no_more_LP_10():
    spent, january = date(2025, 3, 7), {"day": date(2025, 1, 29)}
    posted = [
        entry(2, source="a", **january),
        entry(-2, EntryReason.REDEEMED, "x", day=spent),
        entry(-2, EntryReason.REVERSED, "a", posted_on=date(2025, 4, 10), **january),
        entry(1, source="c", day=date(2025, 4, 28)),
        entry(1, EntryReason.EARNED_AGAIN, "a", posted_on=date(2025, 10, 22), **january),
        entry(2, EntryReason.REFUNDED, "x", day=date(2025, 12, 8)),
        entry(-2, EntryReason.EXPIRED, "a", day=date(2026, 2, 1)),
        entry(-1, EntryReason.REVERSED, "c", day=date(2025, 4, 28), posted_on=date(2026, 2, 1)),
    ]
    moved = away_and_back(posted, "a", AFTER)
    assert spendable(Lots.of(posted), AFTER) == -1
    assert spendable(Lots.of([*posted, *moved]), AFTER) == -1


def test_what_has_expired_comes_back_expired_LP_13():
    expired = entry(-100, EntryReason.EXPIRED, "first", day=date(2026, 2, 1))
    posted = [FIRST, expired]
    posted += away_and_back(posted, "first", AFTER)
    lots = Lots.of(posted)
    assert lots.due(AFTER) == [("first", 100)]
    assert lots.next_end() < AFTER
    lots.post(entry(-100, EntryReason.EXPIRED, "first", day=AFTER))
    assert (lots.balance, lots.due(date(2100, 1, 1))) == (0, [])


def test_points_that_have_ended_before_they_come_fill_nothing_LP_10():
    spent = entry(-50, EntryReason.MERGED, "gift", day=AFTER)
    late = entry(100, source="late", day=date(2025, 1, 5), posted_on=AFTER)
    lots = Lots.of([spent, late])
    assert (lots.balance, lots.due(AFTER)) == (50, [("late", 100)])
    assert spendable(lots, AFTER) == -50
