"""What members reach is written down with its day, and taken back with its cause (LP-16, LP-17)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from loyalty.achievements.proof import repair_achievements, wrong_achievements
from loyalty.achievements.recount import recount_members
from loyalty.models import Achievement, TierChange
from loyalty.points.ledger.posting import Cause
from loyalty.rules.programmes import Badge, BadgeMetric, Earning, Terms
from tests.loyalty.analytics.make import ring_up, undo_receipts
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.points.make import TIERS

pytestmark = pytest.mark.django_db
K1 = "2900000000018"
TEN = Badge(BadgeMetric.PURCHASES, Decimal(10))
TERMS = Terms(earning=Earning(unit=Decimal(10_000)), tiers=TIERS, badges=(TEN,))
MAY = "2026-05-20T10:00:00+07:00"


@pytest.fixture
def programme():
    return make_programme("G", terms=TERMS)


@pytest.fixture
def member(programme):
    return make_member(programme, card=K1)


def recount(member, verb="import", by="Ana"):
    recount_members(member.programme, [member.pk], Cause(verb, by))


def held():
    return [each.day for each in Achievement.objects.filter(is_held=True)]


def tiers():
    changes = TierChange.objects.order_by("sequence")
    return [(each.from_tier, each.to_tier, each.day, each.cause) for each in changes]


@time_machine.travel(MAY)
def test_case_152_the_tenth_purchase_dates_the_badge_and_losing_it_has_a_cause(programme, member):
    ring_up(programme, [(K1, date(2026, 4, day), "100") for day in range(1, 10)])
    recount(member)
    assert held() == []
    tenth = ring_up(programme, [(K1, date(2026, 5, 5), "100")])
    recount(member)
    assert held() == [date(2026, 5, 5)]
    undo_receipts(programme, tenth)
    recount(member, "undo import", "Budi")
    [lost] = Achievement.objects.all()
    assert not lost.is_held
    assert (lost.revoked_cause, lost.revoked_by_name) == ("undo import", "Budi")
    ring_up(programme, [(K1, date(2026, 5, 5), "100")])
    recount(member)
    assert held() == [date(2026, 5, 5)]
    assert Achievement.objects.count() == 2


@time_machine.travel(MAY)
def test_LP_17_an_earlier_purchase_that_comes_later_moves_the_day_of_a_badge(programme, member):
    ring_up(programme, [(K1, date(2026, 4, day), "100") for day in range(1, 10)])
    ring_up(programme, [(K1, date(2026, 5, 5), "100")])
    recount(member)
    assert held() == [date(2026, 5, 5)]
    ring_up(programme, [(K1, date(2026, 3, 1), "100")])
    recount(member)
    assert held() == [date(2026, 4, 9)]
    assert list(wrong_achievements()) == []


@time_machine.travel(MAY)
def test_LP_16_steps_of_tiers_are_kept_with_day_and_cause(programme, member):
    ring_up(programme, [(K1, date(2026, 3, 3), "1200000")])
    second = ring_up(programme, [(K1, date(2026, 4, 4), "900000")])
    recount(member)
    recount(member, "again")
    undo_receipts(programme, second)
    recount(member, "undo import")
    assert tiers() == [
        ("Bronze", "Gold", date(2026, 4, 4), "import"),
        ("Gold", "Silver", date(2026, 5, 20), "undo import"),
    ]


@time_machine.travel(MAY)
def test_LP_17_recount_proves_what_is_written_down(programme, member):
    ring_up(programme, [(K1, date(2026, 4, day), "200000") for day in range(1, 11)])
    assert {each.field for each in wrong_achievements()} == {"tier", "badge"}
    repair_achievements()
    assert list(wrong_achievements()) == []


@time_machine.travel(MAY)
def test_a_return_takes_a_tier_and_is_no_purchase_of_a_badge_LP_3(programme, member):
    ring_up(programme, [(K1, date(2026, 4, day), "200000") for day in range(1, 10)])
    ring_up(programme, [(K1, date(2026, 5, 1), "-900000")])
    recount(member)
    assert held() == []
    assert tiers() == []
