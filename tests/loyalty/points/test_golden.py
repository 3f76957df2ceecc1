"""The golden data set (11.1) and everything that happens after it, line by line."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from loyalty.achievements.proof import wrong_achievements
from loyalty.members.cards import attach, detach
from loyalty.members.page.member import page_of_member
from loyalty.models import Member, MemberPoints, PointsEntry, TierChange
from loyalty.personal.overview import overview_of
from loyalty.points.accounts import days_of_account
from members.models import Reservation
from omset.ledger import approval, entries, trash
from tests.loyalty.personal.golden import APRIL_15, K4, Golden
from tests.loyalty.points.make import balance, differences, posted
from tests.make import make_deposit, make_reservation, make_staff

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 15)


@pytest.fixture
def golden(owner, admin):
    """The whole set, with deposit 4 that waits: a colleague held the customer for a while."""
    with time_machine.travel(APRIL_15, tick=False):
        golden = Golden(owner, admin)
        product = golden.deposits[1].product
        held = make_reservation(make_staff(), product, "ana")
        golden.deposits[4] = make_deposit(owner, product, "ana", "2026-02-20", nominal=400_000)
        Reservation.objects.filter(pk=held.pk).delete()
        yield golden


def page_of(member):
    return page_of_member(Member.objects.select_related("programme").get(pk=member.pk), TODAY)


def stands(member):
    """Points, spend and tier: those of the page, which are those that are written down."""
    page = page_of(member)
    last = TierChange.objects.filter(member_id=member.pk).order_by("-sequence").first()
    assert (last.to_tier if last else "Bronze") == page.progress.tier.name
    return balance(member), page.activity.figures.spend, page.progress.tier.name


def streak(member):
    stored = Member.objects.select_related("programme").get(pk=member.pk)
    return overview_of(stored, TODAY).achievements.streaks["month"]


def test_11_1_as_it_stands_on_15_april(golden):
    a, b, c = golden.members.values()
    assert stands(a) == (348, Decimal(2_494_566), "Gold")
    assert stands(b) == (210, Decimal(3_905_000), "Gold")
    assert stands(c) == (0, Decimal(0), "Bronze")
    assert streak(a) == (1, 2)


def test_11_1_after_approving_4_trashing_and_restoring_1_and_editing_3(golden, admin, owner):
    a, deposits = golden.members["a"], golden.deposits
    approval.approve(deposits[4].pk, by=admin)
    assert stands(a) == (388, Decimal(2_894_566), "Gold")
    trash.delete(deposits[1].pk, by=owner)
    assert stands(a) == (265, Decimal(1_659_999), "Silver")
    trash.restore(deposits[1].pk, by=owner)
    assert stands(a) == (388, Decimal(2_894_566), "Gold")
    before = posted(a)
    changed = entries.Entry(date(2026, 2, 5), "ana", Decimal(40_000), Decimal("2.5"))
    entries.edit(deposits[3].pk, changed, by=owner, version=1)
    assert posted(a) == [*before, -15]
    assert balance(a) == 373
    assert [*differences(), *wrong_achievements()] == []


def test_11_1_after_attaching_k4_and_detaching_it(golden, admin):
    c = golden.members["c"]
    attach(c.pk, K4, by=admin, reason="x")
    assert stands(c) == (200, Decimal(2_000_000), "Gold")
    entry = PointsEntry.objects.get(member_id=c.pk)
    assert (entry.day, entry.posted_on) == (date(2026, 3, 5), TODAY)
    detach(K4, by=admin, reason="x")
    assert posted(c) == [200, -200]
    assert stands(c) == (0, Decimal(0), "Bronze")
    assert [*differences(), *wrong_achievements()] == []


def test_11_1_after_an_omset_of_31_march_the_streak_is_4(golden, owner):
    a, product = golden.members["a"], golden.deposits[1].product
    make_deposit(owner, product, "ana", "2026-03-31", nominal=50_000)
    assert streak(a) == (4, 4)
    # By the version of 31 March: 1 point per full 10 000.
    assert balance(a) == 348 + 5


def test_11_1_and_case_147_the_account_is_the_sum_of_the_three_balances(golden, admin, owner):
    attach(golden.members["c"].pk, K4, by=admin, reason="x")
    approval.approve(golden.deposits[4].pk, by=admin)
    trash.delete(golden.deposits[1].pk, by=owner)
    [day] = days_of_account(golden.programme, TODAY, TODAY)
    balances = [balance(member) for member in golden.members.values()]
    assert balances == [265, 210, 200]
    assert day.closing == sum(balances)
    assert sum(MemberPoints.objects.values_list("balance", flat=True)) == day.closing
