"""Versions valid from a day, earning, and the one ladder of tiers (LM-3, LP-4, LP-15)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.rules.programmes import (
    DEFAULT,
    PRESETS,
    SUPERMARKET,
    BeginsTooEarly,
    Earning,
    Terms,
    Version,
    check_beginning,
    deserved_points,
    earliest_beginning,
    version_on,
)
from loyalty.rules.tiers import NotALadder, Tier, ladder, tier_of, tier_progress

JAN, APR = date(2026, 1, 1), date(2026, 4, 1)
days = st.dates(date(2026, 1, 1), date(2026, 1, 9))


def version(valid_from, sequence, unit=10_000):
    terms = Terms(Earning(Decimal(unit)), ladder([Tier("Bronze", Decimal(0))]))
    return Version(valid_from, sequence, terms)


def test_case_133_a_purchase_is_judged_by_the_version_of_its_business_date_LM_3():
    versions = [version(APR, 2, unit=5_000), version(JAN, 1)]
    assert version_on(date(2026, 3, 31), versions).sequence == 1
    assert version_on(APR, versions).sequence == 2
    assert version_on(date(2025, 12, 31), versions) is None


def test_case_133_a_version_begins_tomorrow_at_the_earliest_LM_3():
    today = date(2026, 3, 31)
    with pytest.raises(BeginsTooEarly):
        check_beginning(today, today)
    check_beginning(APR, today)
    assert earliest_beginning(today) == APR


@given(st.lists(st.tuples(days, st.integers(1, 99)), unique_by=lambda each: each[1]), days)
def test_of_two_versions_of_one_day_the_later_published_counts_in_any_order(published, day):
    versions = [version(*each) for each in published]
    forth, back = version_on(day, versions), version_on(day, reversed(versions))
    assert forth == back
    for each in versions:
        if each.valid_from <= day:
            assert (each.valid_from, each.sequence) <= (forth.valid_from, forth.sequence)


def points(amount, unit=10_000, **more):
    return deserved_points(Decimal(amount), Earning(Decimal(unit), **more))


def test_case_129_the_floor_is_that_of_each_purchase_LP_4():
    assert [points(9_999), points(10_000), points(1_234_567)] == [0, 1, 123]
    assert sum([points(9_999)] * 3) == 0


@pytest.mark.parametrize(
    ("amount", "stated", "expected"),
    [
        ("10.50", 8, 8),
        ("10.50", 12, 12),
        ("10.50", None, 10),
        ("0.99", None, 0),
        ("240.05", None, 240),
    ],
)
def test_case_138_the_tills_own_figure_counts_LP_4(amount, stated, expected):
    assert deserved_points(Decimal(amount), PRESETS[SUPERMARKET].earning, stated) == expected


def test_minimum_cap_and_returns_LP_4():
    assert points(49_999, minimum=Decimal(50_000)) == 0
    assert points(50_000, minimum=Decimal(50_000)) == 5
    assert points(1_000_000, cap=30) == 30
    assert points(-105_000) == -10
    assert points(-1_000_000, cap=30) == -30


@given(st.decimals(0, 10**9, places=2), st.integers(1, 50))
def test_a_return_takes_exactly_what_its_purchase_gave_LP_4(amount, points_per_unit):
    earning = Earning(Decimal(10_000), points_per_unit)
    assert deserved_points(amount, earning) + deserved_points(-amount, earning) == 0


@pytest.mark.parametrize("unit", ["0", "-1"])
def test_a_unit_is_above_nothing(unit):
    with pytest.raises(ValueError, match="unit"):
        Earning(Decimal(unit))


@pytest.mark.parametrize(
    ("spend", "tier"),
    [
        ("-5", "Bronze"),
        ("499.99", "Bronze"),
        ("500.00", "Silver"),
        ("999.99", "Silver"),
        ("1000.00", "Gold"),
        ("2000.00", "Platinum"),
    ],
)
def test_case_150_the_minimum_is_included_LP_15(spend, tier):
    assert tier_of(Decimal(spend), PRESETS[SUPERMARKET].tiers).name == tier


def test_what_is_missing_to_the_next_tier():
    progress = tier_progress(Decimal(6_000_000), PRESETS[DEFAULT].tiers)
    assert progress.tier.name == "Silver"
    assert progress.following.name == "Gold"
    assert progress.missing == 4_000_000
    assert progress.percent == 20


def test_nothing_is_missing_to_the_highest_tier():
    progress = tier_progress(Decimal(20_000_000), PRESETS[DEFAULT].tiers)
    assert progress.following is None
    assert progress.missing == 0
    assert progress.percent == 100


@given(st.lists(st.decimals(-100, 3_000, places=2), min_size=2))
def test_whoever_spends_more_is_never_in_a_lower_tier_LP_15(spends):
    tiers = PRESETS[SUPERMARKET].tiers
    reached = [tiers.index(tier_of(spend, tiers)) for spend in sorted(spends)]
    assert reached == sorted(reached)


@pytest.mark.parametrize(
    "tiers",
    [
        [],
        [("Bronze", 1)],
        [("Bronze", 0), ("Silver", 0)],
        [("Bronze", 0), ("Gold", 9), ("Silver", 5)],
        [("Bronze", 0), ("bronze ", 5)],
        [(" ", 0)],
    ],
)
def test_what_is_no_ladder_LM_3(tiers):
    with pytest.raises(NotALadder):
        ladder([Tier(name, Decimal(minimum)) for name, minimum in tiers])
