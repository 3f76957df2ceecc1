"""A plan is complete and sound before anybody is paid by it (BO-8, LB-6)."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonuses.rules.plans import as_json, from_json, in_order, problems
from bonuses.rules.rates import DEFAULT, Targets, Threshold, Tier, tier_of

FIVE = Decimal(5)


def tiers(*bounds) -> tuple[Tier, ...]:
    return tuple(Tier(least, most, FIVE) for least, most in bounds)


def test_the_default_plan_is_valid():
    assert problems(DEFAULT) == []


def test_a_plan_comes_back_from_the_store_as_it_was():
    assert from_json(as_json(DEFAULT)) == DEFAULT


@pytest.mark.parametrize(
    ("bounds", "problem"),
    [
        ([(8, 10), (12, None)], "gap"),
        ([(8, 10), (10, None)], "overlap"),
        ([(8, None), (11, None)], "overlap"),
        ([(10, 8), (11, None)], "order"),
        ([(0, 5), (6, None)], "negative"),
        ([(8, 10)], "open"),
    ],
)
def test_BO_8_daily_tiers_leave_nothing_open(bounds, problem):
    assert ("ndp", problem) in problems(replace(DEFAULT, ndp=tiers(*bounds)))
    assert ("rdp", problem) in problems(replace(DEFAULT, rdp=tiers(*bounds)))


@pytest.mark.parametrize(
    ("thresholds", "problem"),
    [([(-1, 5)], "negative"), ([(5, -1)], "negative"), ([(5, 1), (5, 2)], "twice")],
)
def test_BO_8_main_thresholds_are_positive_and_distinct(thresholds, problem):
    main = tuple(Threshold(Decimal(at), Decimal(bonus)) for at, bonus in thresholds)
    assert problems(replace(DEFAULT, main=main)) == [("main", problem)]


@pytest.mark.parametrize("targets", [(0, 10, 15), (1, 0, 15), (1, 10, -1)])
def test_LB_6_targets_are_above_zero(targets):
    defects = problems(replace(DEFAULT, targets=Targets(*targets)))
    assert defects == [("targets", "target")]


def test_BO_8_a_plan_may_pay_nothing_daily():
    assert problems(replace(DEFAULT, ndp=(), rdp=())) == []


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6, unique=True), st.integers(0, 80))
def test_BO_8_a_valid_plan_gives_each_count_one_tier_from_its_first_on(starts, count):
    starts = sorted(starts)
    bounds = [(one, after - 1) for one, after in pairwise(starts)] + [(starts[-1], None)]
    plan = replace(DEFAULT, ndp=tiers(*bounds))
    assert problems(plan) == []
    covering = [tier for tier in plan.ndp if tier.covers(count)]
    assert covering == ([tier_of(count, plan.ndp)] if count >= starts[0] else [])


@given(st.permutations(DEFAULT.main), st.permutations(DEFAULT.ndp))
def test_BO_8_the_order_in_which_tiers_are_typed_makes_no_difference(main, ndp):
    assert in_order(replace(DEFAULT, main=tuple(main), ndp=tuple(ndp))) == DEFAULT
