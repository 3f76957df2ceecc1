"""What a month earns (BO-1 to BO-6), cases 21 to 23 and 27."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonuses.rules.rates import DEFAULT, DayCounts, Tier, daily_bonus, earned, main_bonus, met_by

MILLION = 1_000_000


def days(*counts, total=0) -> list[DayCounts]:
    """Days of March with these (ndp, rdp), the omset all on the first."""
    return [
        DayCounts(date(2026, 3, number), 1, Decimal(total if number == 1 else 0), ndp, rdp)
        for number, (ndp, rdp) in enumerate(counts, start=1)
    ]


@pytest.mark.parametrize(
    ("omset", "bonus"),
    [
        (69_999_999, 0),
        (70_000_000, 20),
        (99_999_999, 20),
        (100_000_000, 30),
        (139_999_999, 30),
        (140_000_000, 50),
        (210_000_000, 75),
        (280_000_000, 100),
        (1_000_000_000, 100),
    ],
)
def test_BO_3_the_highest_threshold_reached_pays_alone__case_21(omset, bonus):
    assert main_bonus(Decimal(omset), DEFAULT.main) == bonus


def test_BO_4_ndp_of_a_day_by_tiers__case_22():
    counts = (0, 7, 8, 10, 11, 40)
    assert [daily_bonus(n, DEFAULT.ndp) for n in counts] == [
        Decimal(bonus) for bonus in ("0", "0", "2.5", "2.5", "5", "5")
    ]


def test_BO_5_rdp_of_a_day_by_tiers__case_22():
    assert [daily_bonus(n, DEFAULT.rdp) for n in (11, 12, 15, 16)] == [
        Decimal(bonus) for bonus in ("0", "2.5", "2.5", "5")
    ]


def test_BO_6_a_month_adds_main_and_both_daily_bonuses__case_23():
    ndp, rdp = (8, 10, 11, 7, 12), (12, 15, 16, 11, 0)
    month = earned(days(*zip(ndp, rdp, strict=True), total=145 * MILLION), DEFAULT)
    assert month.main_bonus == 50
    assert month.ndp_bonus == 15
    assert month.rdp_bonus == 10
    assert month.total_bonus == 75


def test_BO_6_each_tier_counts_the_days_that_hit_it():
    month = earned(days((8, 12), (10, 16), (11, 11), (7, 40)), DEFAULT)
    assert month.ndp_days == {"8–10": 2, "11+": 1}
    assert month.rdp_days == {"12–15": 1, "16+": 2}


def test_BO_4_and_BO_5_of_one_day_add__case_27():
    month = earned(days((10, 14)), DEFAULT)
    assert month.ndp_bonus == Decimal("2.50")
    assert month.rdp_bonus == Decimal("2.50")
    assert month.total_bonus == Decimal("5.00")


def test_a_month_without_days_earns_nothing__case_28():
    month = earned([], DEFAULT)
    assert month.total == 0
    assert month.days_worked == 0
    assert month.total_bonus == 0


@pytest.mark.parametrize(
    ("ndp", "rdp", "met"),
    [(9, 14, None), (10, 0, "ndp"), (0, 15, "rdp"), (10, 15, "ndp")],
)
def test_LB_7_one_target_met_makes_a_successful_day__case_31(ndp, rdp, met):
    assert met_by(ndp, rdp, DEFAULT.targets) == met


@pytest.mark.parametrize(
    ("tier", "label"),
    [(Tier(8, 10, Decimal(1)), "8–10"), (Tier(3, 3, Decimal(1)), "3"), (Tier(9, None, 1), "9+")],
)
def test_BO_8_labels_follow_the_bounds(tier, label):
    assert tier.label == label


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=31), st.randoms())
def test_the_order_of_the_days_makes_no_difference(counts, chance):
    some = days(*counts, total=150 * MILLION)
    mixed = list(some)
    chance.shuffle(mixed)
    assert earned(mixed, DEFAULT) == earned(some, DEFAULT)


@given(st.integers(0, 10**10), st.integers(0, 10**10))
def test_BO_3_more_omset_never_earns_less(one, other):
    lower, higher = sorted((one, other))
    assert main_bonus(Decimal(lower), DEFAULT.main) <= main_bonus(Decimal(higher), DEFAULT.main)
