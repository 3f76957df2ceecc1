"""Badges, challenges and streaks, in the cases' own numbers (LP-17 to LP-19)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.rules.achievements.badges import awarded_on
from loyalty.rules.achievements.challenges import (
    Challenge,
    ChallengeMetric,
    DateRange,
    deserved_by_challenge,
    progress,
)
from loyalty.rules.achievements.streaks import StreakUnit, streak
from loyalty.rules.achievements.tiers import ReachedTier, reached_tier
from loyalty.rules.personal.figures import MemberPurchase, Opening
from loyalty.rules.programmes import Badge, BadgeMetric, Earning, Terms, Version
from loyalty.rules.tiers import Tier, ladder


def bought(day, amount=100, points=0, **more):
    return MemberPurchase(day, Decimal(amount), points, **more)


TEN = Badge(BadgeMetric.PURCHASES, Decimal(10))
NINE_BEFORE = [bought(date(2026, 4, day)) for day in range(1, 10)]
FIFTH_OF_MAY = date(2026, 5, 5)


def test_openings_of_one_day_after_a_merge_leave_a_badge_on_its_day_LP_17():
    badge = Badge(BadgeMetric.SPEND, Decimal(500))
    first, opened = date(2026, 1, 10), date(2026, 1, 31)
    # Stated for one is what she had bought; the other was stated less than she had, then more.
    mine = [bought(first, 600, stated_on=opened)]
    openings = [Opening(Decimal(0), opened), Opening(Decimal(600), opened)]
    assert awarded_on(badge, mine, openings) == first
    assert awarded_on(badge, mine, reversed(openings)) == first


def test_case_152_dated_by_the_tenth_purchase_and_revoked_without_it_LP_17():
    ten = [*NINE_BEFORE, bought(FIFTH_OF_MAY)]
    assert awarded_on(TEN, ten) == FIFTH_OF_MAY
    assert awarded_on(TEN, ten[1:]) is None
    assert awarded_on(TEN, reversed(ten)) == FIFTH_OF_MAY


def test_a_return_is_no_purchase_and_takes_a_badge_for_spend_away_LP_17():
    spend = Badge(BadgeMetric.SPEND, Decimal(500))
    reached, after = bought(date(2026, 3, 1), 500), bought(date(2026, 3, 2), -50)
    again = bought(date(2026, 4, 3), 100)
    assert awarded_on(TEN, [*NINE_BEFORE, bought(FIFTH_OF_MAY, -1)]) is None
    assert awarded_on(spend, [reached, after]) is None
    assert awarded_on(spend, [reached, after, again]) == date(2026, 4, 3)


def test_an_opening_counts_for_spend_and_points_from_its_day_on_LP_9():
    opening = Opening(Decimal(500), date(2026, 1, 31), 100)
    before = bought(date(2026, 1, 5), 400, stated_on=opening.day)
    for metric, least in ((BadgeMetric.SPEND, 500), (BadgeMetric.POINTS, 100)):
        assert awarded_on(Badge(metric, Decimal(least)), [before], [opening]) == opening.day
    assert awarded_on(Badge(BadgeMetric.SPEND, Decimal(501)), [before], [opening]) is None


def test_a_badge_for_frequency_holds_while_it_is_often_enough_LP_17():
    often = Badge(BadgeMetric.FREQUENCY, Decimal(4))
    four = [bought(date(2026, 4, day)) for day in (1, 2, 3, 4)]
    assert awarded_on(often, four) == date(2026, 4, 4)
    assert awarded_on(often, [*four, bought(date(2026, 8, 1))]) is None


TWO_IN_APRIL = Challenge(
    ChallengeMetric.PURCHASES,
    Decimal(2),
    points=50,
    dates=DateRange(date(2026, 4, 1), date(2026, 4, 30)),
)


def test_case_153_by_business_date_and_all_or_nothing_LP_18():
    first, second = bought(date(2026, 4, 3)), bought(date(2026, 4, 29))
    april = TWO_IN_APRIL.range_on(second.day)
    assert progress(TWO_IN_APRIL, [first, bought(date(2026, 5, 1))], april) == 1
    assert deserved_by_challenge(TWO_IN_APRIL, [first], april) == 0
    assert deserved_by_challenge(TWO_IN_APRIL, [second, first], april) == 50


def test_case_153_a_challenge_of_every_month_begins_anew_LP_18():
    spend = Challenge(ChallengeMetric.SPEND, Decimal(150), points=5)
    assert spend.range_on(date(2026, 2, 9)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert TWO_IN_APRIL.range_on(date(2026, 5, 1)) is None
    back = [bought(date(2026, 2, 9), -20)]
    assert progress(spend, back, spend.range_on(date(2026, 2, 9))) == 0


@pytest.mark.parametrize(
    ("today", "current"), [(date(2026, 2, 10), 3), (date(2026, 3, 1), 0), (date(2026, 1, 20), 3)]
)
def test_case_154_an_empty_present_month_does_not_break_a_streak_LP_19(today, current):
    days = [date(2025, 11, 3), date(2025, 12, 24), date(2026, 1, 15)]
    assert streak(days, today, StreakUnit.MONTH) == (current, 3)


def test_case_154_the_turn_of_the_year_is_one_iso_week_LP_19():
    days = [date(2026, 12, 30), date(2027, 1, 2)]
    assert streak(days, date(2027, 1, 2), StreakUnit.WEEK) == (1, 1)


def test_11_1_the_streak_of_a_LP_19():
    today, days = date(2026, 4, 15), [date(2026, 1, 10), date(2026, 2, 5), date(2026, 4, 2)]
    assert streak(days, today, StreakUnit.MONTH) == (1, 2)
    assert streak([*days, date(2026, 3, 31)], today, StreakUnit.MONTH) == (4, 4)


@given(st.lists(st.dates(date(2025, 1, 1), date(2026, 12, 31))), st.sampled_from(StreakUnit))
def test_the_present_streak_is_never_longer_than_the_longest_LP_19(days, unit):
    current, longest = streak(days, date(2026, 6, 15), unit)
    assert 0 <= current <= longest


def steps(*minima):
    names = ("Bronze", "Silver", "Gold")
    return ladder([Tier(name, Decimal(least)) for name, least in zip(names, minima, strict=True)])


def version(month, number, tiers):
    terms = Terms(earning=Earning(unit=Decimal(1)), tiers=tiers)
    return Version(date(2026, month, 1), number, terms)


STEEP, FLAT = version(1, 1, steps(0, 100, 1_000)), version(6, 2, steps(0, 100, 200))
JULY = date(2026, 7, 1)


def test_LP_15_a_new_ladder_moves_nobody_before_its_day():
    [tenth] = purchases = [bought(date(2026, 4, 10), 300)]
    both = [STEEP, FLAT]
    assert reached_tier(purchases, both, date(2026, 5, 31)) == ReachedTier("Silver", tenth.day)
    assert reached_tier(purchases, both, JULY) == ReachedTier("Gold", date(2026, 6, 1))


def test_LP_15_a_step_by_the_ladder_of_its_day_keeps_its_day():
    purchases = [bought(date(2026, 4, 10), 1_000), bought(date(2026, 6, 20), 5)]
    assert reached_tier(purchases, [STEEP, FLAT], JULY) == ReachedTier("Gold", date(2026, 4, 10))


def test_LP_15_nobody_has_a_tier_before_the_first_version():
    purchases = [bought(date(2025, 12, 1), 300)]
    assert reached_tier(purchases, [STEEP], date(2025, 12, 31)) is None
    assert reached_tier(purchases, [STEEP], JULY) == ReachedTier("Silver", date(2026, 1, 1))
    assert reached_tier([], [STEEP], JULY) == ReachedTier("Bronze", None)


def test_LP_4_what_is_dated_after_a_closing_reaches_nothing():
    late = bought(date(2026, 4, 30), 1_000, is_late=True)
    spend = Badge(BadgeMetric.SPEND, Decimal(1_000))
    assert awarded_on(TEN, [*NINE_BEFORE, late]) is None
    assert awarded_on(spend, [late]) is None
    assert progress(TWO_IN_APRIL, [late], TWO_IN_APRIL.dates) == 0
    assert reached_tier([late], [STEEP], JULY) == ReachedTier("Bronze", None)
