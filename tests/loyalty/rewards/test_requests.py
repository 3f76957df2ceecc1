"""Asking for a reward, also by many at once (LR-2, LR-6, LR-8; cases 157, 158, 160, 163)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from loyalty.models import Member, MemberState, Redemption, RejectReason
from loyalty.rewards.catalogue import retire
from loyalty.rewards.errors import RewardNotGiven
from loyalty.rewards.redemptions import deciding
from loyalty.rewards.redemptions.requesting import take_back
from loyalty.rewards.redemptions.using import expire
from loyalty.rules.rewards.redemptions import ALPHABET, RedemptionState, Refusal
from loyalty.rules.rewards.terms import ExpiryKind
from tests.loyalty.make import make_programme
from tests.loyalty.rewards.make import (
    asks,
    balance,
    differences,
    give_points,
    make_redeemer,
    make_reward,
    posted,
    taken,
    today,
)
from tests.make import make_admin
from tests.omset.test_concurrency import at_once

pytestmark = pytest.mark.django_db
YESTERDAY = timedelta(-1)


@pytest.fixture
def programme():
    return make_programme()


def refused(reward, member):
    """Why she may not have it; None if she has it now."""
    try:
        asks(reward, member)
    except RewardNotGiven as error:
        return error.reason
    return None


def refusals(results):
    return [each.reason for each in results if isinstance(each, RewardNotGiven)]


def test_LR_8_a_request_takes_price_and_piece_and_has_a_code(programme):
    reward, member = make_reward(programme, stock=3), make_redeemer(programme)
    redemption = asks(reward, member)
    assert redemption.state == RedemptionState.PENDING
    assert redemption.points == 100
    assert balance(member) == 50
    assert taken(reward) == 1
    assert len(redemption.code) == 10
    assert set(redemption.code) <= set(ALPHABET)
    assert differences() == []


def test_case_157_a_stock_of_0_is_out_of_stock_for_everybody_at_once(programme):
    reward = make_reward(programme, stock=0)
    ana, dewi = make_redeemer(programme), make_redeemer(programme)
    assert [refused(reward, ana), refused(reward, dewi)] == [Refusal.STOCK] * 2
    assert posted(ana) == [150]


def test_case_157_an_empty_stock_is_unlimited(programme):
    reward = make_reward(programme)
    members = [make_redeemer(programme) for _ in range(3)]
    assert [refused(reward, member) for member in members] == [None] * 3
    assert taken(reward) == 3


def test_case_157_of_16_members_at_once_one_has_the_last_piece(programme):
    reward = make_reward(programme, stock=1)
    members = [make_redeemer(programme) for _ in range(16)]
    results = at_once(*[lambda member=member: asks(reward, member) for member in members])
    assert refusals(results) == [Refusal.STOCK] * 15
    assert Redemption.objects.count() == 1
    assert taken(reward) == 1
    assert sorted(balance(member) for member in members) == [50] + [150] * 15
    assert differences() == []


def test_case_158_of_8_requests_at_once_her_points_pay_one(programme):
    reward, member = make_reward(programme), make_redeemer(programme, 150)
    results = at_once(*[lambda: asks(reward, member)] * 8)
    assert refusals(results) == [Refusal.POINTS] * 7
    assert posted(member) == [150, -100]
    assert taken(reward) == 1


def test_case_158_two_rewards_at_once_her_points_pay_one(programme):
    member = make_redeemer(programme, 150)
    rewards = [make_reward(programme) for _ in range(4)]
    results = at_once(*[lambda reward=reward: asks(reward, member) for reward in rewards])
    assert len(refusals(results)) == 3
    assert posted(member) == [150, -100]


def test_case_158_the_same_form_16_times_is_one_redemption(programme):
    reward, member = make_reward(programme), make_redeemer(programme, 350)
    results = at_once(*[lambda: asks(reward, member, "same")] * 16)
    assert {each.pk for each in results} == {Redemption.objects.get().pk}
    assert posted(member) == [350, -100]
    assert taken(reward) == 1


def test_case_160_a_limit_counts_what_waits_and_frees_what_is_rejected(programme):
    reward, admin = make_reward(programme, limit_per_member=1), make_admin()
    member = make_redeemer(programme, 400)
    first = asks(reward, member)
    assert refused(reward, member) == Refusal.LIMIT
    deciding.reject(first.pk, by=admin, reason=RejectReason.POLICY)
    second = asks(reward, member)
    take_back(second.pk, member)
    assert refused(reward, member) is None


def test_case_160_an_expired_one_counts_for_the_limit(programme):
    reward = make_reward(programme, limit_per_member=1, needs_approval=False)
    member = make_redeemer(programme, 400)
    redemption = asks(reward, member)
    Redemption.objects.update(last_day=today() + YESTERDAY)
    assert expire(redemption.pk)
    assert refused(reward, member) == Refusal.LIMIT


def test_case_160_two_at_once_never_pass_the_limit(programme):
    reward = make_reward(programme, limit_per_member=1)
    member = make_redeemer(programme, 1_000)
    results = at_once(*[lambda: asks(reward, member)] * 6)
    assert refusals(results) == [Refusal.LIMIT] * 5


def test_case_163_an_expired_reward_says_so_before_too_few_points(programme):
    reward = make_reward(
        programme, expiry=ExpiryKind.FIXED_DAY, expiry_day=today() + YESTERDAY, points=1_000
    )
    assert refused(reward, make_redeemer(programme)) == Refusal.EXPIRED


def test_case_163_a_tier_is_needed_on_the_request_alone(programme):
    reward, admin = make_reward(programme, tier="Gold"), make_admin()
    silver, gold = make_redeemer(programme), make_redeemer(programme)
    for member, spend in ((silver, 5_000_000), (gold, 10_000_000)):
        opening = {"opening_spend": Decimal(spend), "opening_day": today(), "opening_points": 0}
        Member.objects.filter(pk=member.pk).update(**opening)
    assert refused(reward, silver) == Refusal.TIER
    redemption = asks(reward, gold)
    Member.objects.filter(pk=gold.pk).update(opening_spend=Decimal(0))
    assert deciding.approve(redemption.pk, by=admin).state == RedemptionState.APPROVED


def test_case_128_without_a_confirmed_contact_nothing_is_redeemed(programme):
    reward = make_reward(programme)
    assert refused(reward, make_redeemer(programme, is_confirmed=False)) == Refusal.CONTACT


def test_LR_6_a_blocked_member_redeems_nothing(programme):
    reward, member = make_reward(programme), make_redeemer(programme)
    Member.objects.filter(pk=member.pk).update(state=MemberState.BLOCKED)
    assert refused(reward, member) == Refusal.MEMBER


def test_LR_6_a_debt_is_told_from_too_few_points(programme):
    reward, member = make_reward(programme, points=0), make_redeemer(programme, 50)
    give_points(member, 20)
    asks(make_reward(programme, points=20), member)
    give_points(member, 0)
    assert balance(member) == -20
    assert refused(reward, member) == Refusal.BELOW_ZERO


def test_LR_6_a_reward_of_another_programme_is_not_offered(programme):
    assert refused(make_reward(make_programme()), make_redeemer(programme)) == Refusal.VISIBLE


def test_LR_8_a_reward_for_nothing_posts_nothing(programme):
    member = make_redeemer(programme)
    asks(make_reward(programme, points=0), member)
    assert posted(member) == [150]
    assert differences() == []


def test_case_165_a_retired_reward_takes_no_request_and_keeps_those_it_had(programme):
    reward, admin = make_reward(programme, title="Kopi"), make_admin()
    member = make_redeemer(programme, 400)
    redemption = asks(reward, member)
    retire(reward.pk, by=admin)
    assert refused(reward, member) == Refusal.VISIBLE
    approved = deciding.approve(redemption.pk, by=admin)
    assert approved.state == RedemptionState.APPROVED
    assert approved.title == "Kopi"


def test_LR_8_a_request_and_the_retirement_at_once_are_one_after_the_other(programme):
    reward, admin = make_reward(programme), make_admin()
    member = make_redeemer(programme, 150)
    at_once(lambda: asks(reward, member), lambda: retire(reward.pk, by=admin))
    assert taken(reward) == Redemption.objects.count()
    assert balance(member) == 150 - 100 * Redemption.objects.count()
    assert differences() == []
