"""Points are spent once, held, expire and come back (LP-8, LP-10, LP-12, LP-13, LP-18, LM-14)."""

from datetime import date

import pytest
from bson import ObjectId

from loyalty.members.merges import merge, undo
from loyalty.models import MemberMerge, PointsEntry
from loyalty.points.earning.settling import settle
from loyalty.points.ledger.posting import Cause
from loyalty.points.movements.adjustments import adjust
from loyalty.points.movements.challenges import post_challenge
from loyalty.points.movements.expiry import expire_all
from loyalty.points.movements.spending import NotEnoughPoints, redeem, refund
from loyalty.points.reads import earned_in_life, points_now
from omset.ledger import trash
from tests.loyalty.make import make_member
from tests.loyalty.points.make import (
    balance,
    differences,
    give_opening,
    golden_programme,
    posted,
    reasons,
)

pytestmark = pytest.mark.django_db
HOLD, EXPIRY = {"hold_days": 14}, {"expiry_months": 12}


@pytest.fixture
def programme(request, p, q):
    return golden_programme(p, q, **getattr(request, "param", {}))


def test_a_price_is_paid_once_and_comes_back_once_LR_9(a, deposit):
    deposit(1_000_000)
    redemption = ObjectId()
    redeem(a, 60, redemption)
    redeem(a, 60, redemption)
    assert posted(a) == [100, -60]
    assert refund(a, redemption) == 60
    assert refund(a, redemption) == 0
    assert (points_now(a.pk).spent, points_now(a.pk).available) == (0, 100)
    assert earned_in_life(a.pk) == 100
    assert differences() == []


@pytest.mark.parametrize("programme", [EXPIRY], indirect=True)
def test_an_opening_ends_by_the_terms_of_its_posting_LP_12(programme, a, on):
    on(date(2026, 3, 5))
    give_opening(a, 120, 0)
    settle(programme, [a.pk], Cause("import"))
    entry = PointsEntry.objects.get(member_id=a.pk)
    assert (entry.day, entry.last_day) == (date(2026, 1, 31), date(2027, 3, 31))


def test_more_than_is_available_is_refused_LR_6(a, deposit):
    deposit(1_000_000)
    with pytest.raises(NotEnoughPoints) as refused:
        redeem(a, 101, ObjectId())
    assert refused.value.available == 100
    assert posted(a) == [100]


def test_case_139_below_zero_waits_and_is_filled_first_LP_10(a, deposit, admin):
    record = deposit(500_000)
    redeem(a, 50, ObjectId())
    trash.delete(record.pk, by=admin)
    assert balance(a) == -50
    with pytest.raises(NotEnoughPoints, match="-50") as refused:
        redeem(a, 0, ObjectId())
    assert "below zero" in refused.value.message
    deposit(300_000)
    assert balance(a) == -20


@pytest.mark.parametrize("programme", [HOLD], indirect=True)
def test_case_140_held_until_the_days_are_over_LP_8(a, deposit, on):
    deposit(500_000, "2026-06-01")
    held = points_now(a.pk, date(2026, 6, 14))
    assert (held.balance, held.held, held.available) == (100, 100, 0)
    free = points_now(a.pk, date(2026, 6, 15))
    assert (free.balance, free.held, free.available) == (100, 0, 100)
    assert differences() == []


@pytest.mark.parametrize("programme", [HOLD], indirect=True)
def test_held_points_pay_nothing_LP_8(a, deposit, on):
    deposit(500_000, "2026-06-01")
    on(date(2026, 6, 14))
    with pytest.raises(NotEnoughPoints) as refused:
        redeem(a, 100, ObjectId())
    assert refused.value.available == 0
    on(date(2026, 6, 15))
    redeem(a, 100, ObjectId())
    assert points_now(a.pk).balance == 0


@pytest.mark.parametrize("programme", [EXPIRY], indirect=True)
def test_case_141_and_142_what_is_left_expires_once_and_a_refund_lives_on_LP_12(
    programme, a, deposit, on
):
    on(date(2026, 1, 20))
    deposit(1_000_000, "2026-01-15")
    on(date(2026, 3, 12))
    deposit(500_000, "2026-03-10")
    redemption = ObjectId()
    redeem(a, 80, redemption)
    on(date(2027, 1, 31))
    assert expire_all(programme) == 0
    on(date(2027, 2, 1))
    assert points_now(a.pk).available == 50
    assert expire_all(programme) == 1
    assert expire_all(programme) == 0
    assert posted(a) == [100, 50, -80, -20]
    on(date(2027, 2, 10))
    refund(a, redemption)
    assert balance(a) == 130
    on(date(2027, 3, 12))
    assert expire_all(programme) == 0
    on(date(2027, 3, 13))
    assert expire_all(programme) == 1
    assert posted(a)[-1] == -80
    assert balance(a) == 50
    assert differences() == []


@pytest.mark.parametrize("programme", [EXPIRY], indirect=True)
def test_case_143_what_was_spent_is_reversed_below_0_and_filled_first_LP_13(
    programme, a, deposit, admin, on
):
    on(date(2026, 1, 20))
    first = deposit(1_000_000, "2026-01-15")
    on(date(2026, 6, 11))
    deposit(250_000, "2026-06-10")
    on(date(2026, 12, 1))
    redeem(a, 80, ObjectId())
    on(date(2026, 12, 20))
    trash.delete(first.pk, by=admin)
    assert posted(a) == [100, 50, -80, -100]
    assert balance(a) == -30
    on(date(2026, 12, 24))
    deposit(200_000, "2026-12-24")
    assert balance(a) == points_now(a.pk).available == 10
    on(date(2027, 2, 1))
    assert expire_all(programme) == 0
    assert differences() == []


@pytest.mark.parametrize("programme", [EXPIRY], indirect=True)
def test_case_144_nobody_loses_more_than_they_were_given_LP_13(programme, a, deposit, admin, on):
    on(date(2026, 1, 20))
    record = deposit(1_000_000, "2026-01-15")
    on(date(2027, 2, 1))
    expire_all(programme)
    on(date(2027, 2, 20))
    trash.delete(record.pk, by=admin)
    assert posted(a) == [100, -100, 100, -100]
    assert reasons(a)[2:] == ["expiry returned", "reversed"]
    on(date(2027, 2, 22))
    trash.restore(record.pk, by=admin)
    assert balance(a) == 100
    on(date(2027, 3, 24))
    assert expire_all(programme) == 0
    on(date(2027, 3, 25))
    assert expire_all(programme) == 1
    assert differences() == []


@pytest.mark.parametrize("programme", [EXPIRY], indirect=True)
def test_a_redemption_first_posts_what_is_over_LP_12(programme, a, deposit, on):
    on(date(2026, 1, 20))
    deposit(1_000_000, "2026-01-15")
    on(date(2027, 2, 1))
    deposit(100_000, "2027-01-30")
    redeem(a, 20, ObjectId())
    assert posted(a) == [100, 20, -100, -20]


def test_case_153_a_challenge_is_deserved_once_and_taken_back_LP_18(a):
    for deserved in (50, 50, 0, 50):
        post_challenge(a, "april", "2026-04", deserved, date(2026, 4, 29))
    assert posted(a) == [50, -50, 50]
    assert earned_in_life(a.pk) == 50


def test_case_113_a_merge_brings_one_to_zero_and_can_be_undone_LM_14(
    programme, a, b, deposit, admin
):
    deposit(1_000_000)
    redeem(a, 40, ObjectId())
    adjust(b.pk, 10, by=admin, reason="welcome", key="welcome")
    merge(a.pk, b.pk, by=admin, reason="same person")
    assert posted(a) == [100, -40, -100, 40]
    assert posted(b) == [10, 100, -40]
    assert differences() == []
    undo(MemberMerge.objects.get().pk, by=admin, reason="not the same")
    assert (balance(a), balance(b)) == (60, 10)
    assert differences() == []


def test_what_an_opening_has_is_not_earned_again_by_a_merge_LM_14(programme, a, b, deposit, admin):
    give_opening(a, 7, 100_000)
    deposit(1_000_000)
    deposit(20_000, "2026-02-01")
    assert posted(a) == [2]
    merge(a.pk, b.pk, by=admin, reason="same person")
    assert balance(a) == 0
    assert balance(b) == 9
    assert differences() == []


def test_a_refund_after_a_merge_is_whose_the_points_are_and_parts_with_them_LM_14(
    programme, a, b, deposit, admin
):
    deposit(1_000_000)
    redemption = ObjectId()
    redeem(a, 40, redemption)
    merged = merge(a.pk, b.pk, by=admin, reason="same person")
    assert refund(a, redemption) == 40
    assert refund(a, redemption) == 0
    assert (balance(a), balance(b)) == (0, 100)
    assert points_now(b.pk).available == 100
    undo(merged.pk, by=admin, reason="not the same")
    assert (balance(a), balance(b)) == (100, 0)
    assert points_now(a.pk).spent == points_now(b.pk).spent == 0
    assert differences() == []


def test_a_refund_follows_a_chain_of_merges_and_comes_back_along_it_LM_14(
    programme, a, b, c, deposit, admin
):
    deposit(1_000_000)
    redemption = ObjectId()
    redeem(a, 40, redemption)
    first = merge(a.pk, b.pk, by=admin, reason="same person")
    second = merge(b.pk, c.pk, by=admin, reason="same person")
    refund(a, redemption)
    assert [balance(each) for each in (a, b, c)] == [0, 0, 100]
    undo(second.pk, by=admin, reason="not the same")
    assert [balance(each) for each in (a, b, c)] == [0, 100, 0]
    undo(first.pk, by=admin, reason="not the same")
    assert [balance(each) for each in (a, b, c)] == [100, 0, 0]
    assert differences() == []


def test_what_was_paid_while_they_were_one_stays_with_who_paid_LM_14(
    programme, a, b, deposit, admin
):
    deposit(1_000_000)
    merged = merge(a.pk, b.pk, by=admin, reason="same person")
    redemption = ObjectId()
    redeem(b, 30, redemption)
    undo(merged.pk, by=admin, reason="not the same")
    assert (balance(a), balance(b)) == (100, -30)
    refund(b, redemption)
    assert (balance(a), balance(b)) == (100, 0)
    assert differences() == []


def test_case_118_a_new_member_has_no_points_LP_1(programme):
    assert points_now(make_member(programme).pk) == (0, 0, 0, 0, 0, 0)
