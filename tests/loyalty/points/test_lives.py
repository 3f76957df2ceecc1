"""Points live no longer, and no shorter, for whose they are (LM-14, LP-12, LP-13)."""

from datetime import date
from decimal import Decimal

import pytest

from loyalty.achievements.challenges import ChallengeTerms, plan_challenge
from loyalty.members.links import link, unlink
from loyalty.members.merges import merge, undo
from loyalty.models import CustomerLink
from loyalty.points.ledger.stock import lots_of
from loyalty.points.movements.expiry import expire_all
from loyalty.points.reads import points_now
from loyalty.rules.achievements.challenges import ChallengeMetric
from tests.loyalty.points.make import balance, differences, golden_programme

pytestmark = pytest.mark.django_db
WHY = {"reason": "same person"}


@pytest.fixture
def programme(p, q):
    return golden_programme(p, q, expiry_months=12)


@pytest.fixture
def expired(programme, a, deposit, on):
    """A has earned 100, which have expired."""
    on(date(2026, 1, 20))
    record = deposit(1_000_000, "2026-01-15")
    on(date(2027, 2, 1))
    expire_all(programme)
    on(date(2027, 2, 20))
    return record


def test_what_has_expired_stays_so_after_a_merge_and_its_undo_LP_13(
    programme, a, b, admin, expired
):
    merged = merge(a.pk, b.pk, by=admin, **WHY)
    assert points_now(b.pk).available == 0
    undo(merged.pk, by=admin, **WHY)
    assert [points_now(each.pk).available for each in (a, b)] == [0, 0]
    expire_all(programme)
    assert [balance(each) for each in (a, b)] == [0, 0]
    assert differences() == []


@pytest.fixture
def challenge(programme, admin, on):
    on(date(2025, 12, 20))
    terms = ChallengeTerms(
        name="Januari",
        metric=ChallengeMetric.PURCHASES,
        target=Decimal(1),
        points=50,
        first=date(2026, 1, 1),
        last=date(2026, 1, 31),
    )
    return plan_challenge(programme, terms, by=admin)


def test_the_points_of_a_challenge_keep_their_last_day_through_merge_and_undo_LM_14(
    programme, challenge, a, b, admin, deposit, on
):
    on(date(2026, 1, 20))
    deposit(1_000_000, "2026-01-15")
    assert balance(a) == 150
    on(date(2026, 12, 20))
    merged = merge(a.pk, b.pk, by=admin, **WHY)
    assert {each.last_day for each in lots_of(b.pk).ending(date.min, date.max)} == {
        date(2027, 1, 31)
    }
    undo(merged.pk, by=admin, **WHY)
    assert balance(a) == 150
    on(date(2027, 2, 1))
    expire_all(programme)
    assert [balance(each) for each in (a, b)] == [0, 0]
    assert differences() == []


def test_expired_points_of_a_challenge_stay_so_at_whom_a_merge_moves_them_to_LM_14(
    programme, challenge, a, b, admin, expired
):
    merged = merge(a.pk, b.pk, by=admin, **WHY)
    assert points_now(b.pk).available == 0
    expire_all(programme)
    assert [balance(each) for each in (a, b)] == [0, 0]
    undo(merged.pk, by=admin, **WHY)
    assert [points_now(each.pk).available for each in (a, b)] == [0, 0]
    expire_all(programme)
    assert [balance(each) for each in (a, b)] == [0, 0]
    assert differences() == []


def test_what_has_expired_stays_so_after_unlinking_and_linking_LP_13(programme, a, admin, expired):
    unlink(CustomerLink.objects.get().pk, by=admin, reason="test")
    link(a.pk, "ana", by=admin, reason="test")
    assert points_now(a.pk).available == 0
    expire_all(programme)
    assert balance(a) == 0
    assert differences() == []
