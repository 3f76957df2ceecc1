"""Rewards and redemptions without a database, in the cases' own numbers (LR-1 on, LA-6)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from loyalty.rules.personal.goals import points_goal
from loyalty.rules.programmes import DEFAULT, PRESETS
from loyalty.rules.rewards.redemptions import (
    ALPHABET,
    CODE_LENGTH,
    Claimant,
    RedemptionState,
    Refusal,
    can_become,
    left_in_stock,
    new_code,
    read_code,
    refusal,
)
from loyalty.rules.rewards.terms import ExpiryKind, Fault, RewardTerms, RewardType, faults_of

LADDER = PRESETS[DEFAULT].tiers
BRONZE, SILVER, GOLD, _PLATINUM = LADDER
TODAY = date(2026, 4, 15)
COFFEE = RewardTerms("Coffee", RewardType.FREE_SHIPPING, 100, created_on=date(2026, 4, 1))
SHE = Claimant(True, True, 150, SILVER)
PENDING, APPROVED, USED, EXPIRED, REJECTED, CANCELLED = RedemptionState


def asked(reward=COFFEE, claimant=SHE, left=None, day=TODAY):
    return refusal(reward, claimant, LADDER, left, day)


@pytest.mark.parametrize(
    ("field", "terms", "fault"),
    [
        ("percent", {"reward_type": RewardType.PERCENT_OFF, "percent": 0}, Fault.PERCENT),
        ("percent", {"reward_type": RewardType.PERCENT_OFF, "percent": 101}, Fault.PERCENT),
        ("amount", {"reward_type": RewardType.AMOUNT_OFF}, Fault.AMOUNT),
        ("amount", {"reward_type": RewardType.VOUCHER, "amount": Decimal(0)}, Fault.AMOUNT),
        ("sku", {"reward_type": RewardType.FREE_ARTICLE}, Fault.NEEDED),
        ("instructions", {"reward_type": RewardType.CUSTOM}, Fault.NEEDED),
        ("expiry_days", {"expiry": ExpiryKind.AFTER_APPROVAL}, Fault.NEEDED),
        ("expiry_days", {"expiry": ExpiryKind.AFTER_CREATION, "expiry_days": 0}, Fault.FROM_ONE),
        ("expiry_day", {"expiry": ExpiryKind.FIXED_DAY}, Fault.NEEDED),
        ("points", {"points": -1}, Fault.WHOLE),
        ("stock", {"stock": -1}, Fault.WHOLE),
        ("uses", {"uses": 0}, Fault.FROM_ONE),
        ("title", {"title": " "}, Fault.TEXT),
        ("title", {"title": "x" * 201}, Fault.TEXT),
        ("description", {"description": "x" * 1_001}, Fault.TEXT),
    ],
)
def test_case_162_what_is_wrong_stands_at_its_field_LR_1(field, terms, fault):
    assert faults_of(replace(COFFEE, **terms)) == {field: fault}


def test_case_162_a_reward_that_ends_before_it_begins_LR_1():
    backwards = replace(COFFEE, visible_from=TODAY, visible_to=date(2026, 4, 1))
    assert faults_of(backwards) == {"visible_to": Fault.RANGE}
    assert faults_of(COFFEE) == {}


@pytest.mark.parametrize(("stock", "left"), [(None, None), (0, 0), (1, 1), (5, 5)])
def test_case_157_an_empty_stock_is_unlimited_and_0_is_none_LR_2(stock, left):
    assert left_in_stock(stock, []) == left
    assert asked(left=left) == (Refusal.STOCK if left == 0 else None)


def test_what_is_pending_takes_of_the_stock_and_what_came_back_does_not_LR_2():
    assert left_in_stock(5, [PENDING, APPROVED, USED, EXPIRED, REJECTED, CANCELLED]) == 1


@pytest.mark.parametrize(
    ("own", "reason"),
    [((PENDING,), Refusal.LIMIT), ((REJECTED,), None), ((EXPIRED,), Refusal.LIMIT)],
)
def test_case_160_what_was_rejected_frees_the_limit_LR_9(own, reason):
    assert asked(replace(COFFEE, limit_per_member=1), replace(SHE, own=own)) == reason


def test_case_163_an_expired_reward_says_so_before_points_are_asked_LR_6():
    ended = replace(COFFEE, expiry=ExpiryKind.FIXED_DAY, expiry_day=date(2026, 4, 14))
    assert asked(ended, replace(SHE, available_points=0)) == Refusal.EXPIRED
    assert asked(ended, day=date(2026, 4, 14)) is None


@pytest.mark.parametrize(("tier", "reason"), [(SILVER, Refusal.TIER), (GOLD, None)])
def test_case_163_gold_is_needed_LR_6(tier, reason):
    assert asked(replace(COFFEE, tier="Gold"), replace(SHE, tier=tier)) == reason
    assert asked(replace(COFFEE, tier="Diamond"), replace(SHE, tier=tier)) == Refusal.TIER


@pytest.mark.parametrize(
    ("claimant", "reason"),
    [
        (replace(SHE, available_points=-50), Refusal.BELOW_ZERO),
        (replace(SHE, available_points=99), Refusal.POINTS),
        (replace(SHE, has_confirmed_contact=False, available_points=0), Refusal.CONTACT),
        (replace(SHE, is_active=False, has_confirmed_contact=False), Refusal.MEMBER),
        (replace(SHE, available_points=100), None),
    ],
)
def test_case_139_the_first_reason_is_the_message_LR_6(claimant, reason):
    assert asked(claimant=claimant) == reason


def test_what_is_not_offered_yet_or_any_more_is_not_visible_LR_6():
    window = replace(COFFEE, visible_from=TODAY, visible_to=TODAY)
    assert asked(window) is None
    assert asked(window, day=date(2026, 4, 14)) == Refusal.VISIBLE
    assert asked(window, day=date(2026, 4, 16)) == Refusal.VISIBLE


def test_case_161_days_count_from_the_approval_to_the_end_of_the_last_LR_3():
    ten_days = {"expiry_days": 10}
    approval = replace(COFFEE, expiry=ExpiryKind.AFTER_APPROVAL, **ten_days)
    creation = replace(COFFEE, expiry=ExpiryKind.AFTER_CREATION, **ten_days)
    assert approval.last_day_of_redemption(TODAY) == date(2026, 4, 25)
    assert creation.last_day_of_redemption(TODAY) == date(2026, 4, 11)
    assert COFFEE.last_day_of_redemption(TODAY) is None


def test_nothing_but_the_named_ways_from_state_to_state_LR_7():
    ways = {pair for pair in product(RedemptionState, repeat=2) if can_become(*pair)}
    assert ways == {
        (PENDING, APPROVED),
        (PENDING, REJECTED),
        (PENDING, CANCELLED),
        (APPROVED, USED),
        (APPROVED, EXPIRED),
    }


def test_a_code_is_read_as_it_was_meant_LR_10():
    code = new_code()
    assert len(code) == CODE_LENGTH
    assert set(code) <= set(ALPHABET)
    assert read_code(f" {code[:5].lower()}-{code[5:]} ") == code
    assert read_code("OIL") == "011"


def test_the_next_reward_is_the_cheapest_that_is_out_of_reach_LA_6():
    goal = points_goal(150, [100, 400, 200])
    assert goal.points == 200
    assert goal.missing == 50
    assert goal.percent == 75
    assert points_goal(400, [100, 400]) is None
    assert points_goal(-20, [100]).percent == 0
