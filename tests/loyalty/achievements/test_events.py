"""Tiers, badges and challenges follow what is done to deposits, in its transaction (LP-6)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from loyalty.achievements.challenges import plan_challenge
from loyalty.achievements.proof import wrong_achievements
from loyalty.members import links
from loyalty.models import Achievement, CustomerLink, TierChange
from loyalty.points.movements.spending import redeem
from loyalty.points.reads import points_now
from loyalty.rules.programmes import Badge, BadgeMetric
from loyalty.segments.runs import compute, scored_buyers
from omset.ledger import trash
from tests.loyalty.achievements.test_challenges import APRIL, IN_MARCH
from tests.loyalty.make import make_member
from tests.loyalty.points.make import differences, golden_programme, posted
from tests.make import make_deposit

pytestmark = pytest.mark.django_db
MAY_3 = "2026-05-03T10:00:00+07:00"


@pytest.fixture
def member(product, admin):
    """A of programme G, who is the customer ana."""
    badges = (Badge(BadgeMetric.PURCHASES, Decimal(2)),)
    with time_machine.travel(IN_MARCH):
        programme = golden_programme(product, badges=badges)
        a = make_member(programme)
        links.link(a.pk, "ana", by=admin, reason="x")
    return a


def held(sort):
    return [each.day for each in Achievement.objects.filter(sort=sort, is_held=True)]


def tiers():
    changes = TierChange.objects.order_by("sequence")
    return [(each.to_tier, each.day, each.cause, each.by_name) for each in changes]


def buyers_of_the_next_run(programme):
    run = compute(programme, date(2026, 5, 2), by=None)
    return [each.buyer.key for each in scored_buyers(run)]


@time_machine.travel(MAY_3)
def test_case_153_a_challenge_pays_is_taken_back_and_pays_again(member, admin, owner, product):
    with time_machine.travel(IN_MARCH):
        plan_challenge(member.programme, APRIL, by=admin)
    make_deposit(owner, product, "ana", "2026-04-03", nominal=1_000)
    assert posted(member) == []
    second = make_deposit(owner, product, "ana", "2026-04-29", nominal=1_000)
    assert posted(member) == [50]
    assert held("challenge") == [date(2026, 4, 29)]
    trash.delete(second.pk, by=owner)
    assert posted(member) == [50, -50]
    assert held("challenge") == []
    trash.restore(second.pk, by=owner)
    assert posted(member) == [50, -50, 50]
    assert held("challenge") == [date(2026, 4, 29)]
    assert list(wrong_achievements()) == differences() == []


@time_machine.travel(MAY_3)
def test_case_152_trashing_revokes_with_cause_and_restoring_gives_the_same_day(
    member, owner, product
):
    make_deposit(owner, product, "ana", "2026-04-03", nominal=1_000_000)
    second = make_deposit(owner, product, "ANA", "2026-05-02", nominal=1_500_000)
    assert held("badge") == [date(2026, 5, 2)]
    trash.delete(second.pk, by=owner)
    lost = Achievement.objects.get(sort="badge")
    assert (lost.is_held, lost.revoked_by_name) == (False, owner.name)
    trash.restore(second.pk, by=owner)
    assert held("badge") == [date(2026, 5, 2)]
    steps = [(tier, day) for tier, day, _cause, _by in tiers()]
    assert steps == [
        ("Silver", date(2026, 4, 3)),
        ("Gold", date(2026, 5, 2)),
        ("Silver", date(2026, 5, 3)),
        ("Gold", date(2026, 5, 2)),
    ]
    assert list(wrong_achievements()) == []


@time_machine.travel(MAY_3)
def test_case_146_unlinking_revokes_badges_with_its_cause(member, admin, owner, product):
    for day in ("2026-04-03", "2026-04-04"):
        make_deposit(owner, product, "ana", day, nominal=1_000_000)
    links.unlink(CustomerLink.objects.get().pk, by=admin, reason="x")
    assert held("badge") == []
    assert Achievement.objects.get().revoked_cause == "unlink"
    assert tiers()[-1] == ("Bronze", date(2026, 5, 3), "unlink", admin.name)
    assert posted(member)[-2:] == [-200, -200]
    assert buyers_of_the_next_run(member.programme) == ["customer:ana"]
    links.link(member.pk, "ana", by=admin, reason="x")
    assert held("badge") == [date(2026, 4, 4)]
    assert tiers()[-1][:3] == ("Gold", date(2026, 4, 4), "link")
    assert points_now(member.pk).balance == 400
    assert buyers_of_the_next_run(member.programme) == [f"member:{member.pk}"]


@time_machine.travel(MAY_3)
def test_case_151_redeeming_every_point_costs_no_tier_and_no_badge(member, owner, product):
    for day in ("2026-04-03", "2026-04-04"):
        make_deposit(owner, product, "ana", day, nominal=1_000_000)
    before = tiers(), held("badge")
    redeem(member, points_now(member.pk).available, member.pk)
    make_deposit(owner, product, "ana", "2026-04-05", nominal=1_000)
    assert points_now(member.pk).balance == 0
    assert (tiers(), held("badge")) == before
