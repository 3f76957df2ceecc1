"""What two have spent and were stated is one figure on every page while they are one (LM-14)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from loyalty.achievements.proof import wrong_achievements
from loyalty.analytics.tiers import cards_of_tier
from loyalty.members import links, merges
from loyalty.members.entries import set_state
from loyalty.members.page.member import page_of_member
from loyalty.models import Achievement, Member, MemberMerge, MemberState, TierChange
from loyalty.points.earning.settling import settle
from loyalty.points.earning.spends import spends_for_tiers
from loyalty.points.ledger.posting import Cause
from loyalty.points.reads import points_now
from loyalty.programmes.preview import preview_of
from loyalty.programmes.reads import terms_on
from loyalty.rewards.offers import Asker
from loyalty.rules.programmes import Badge, BadgeMetric
from tests.loyalty.analytics.make import ring_up
from tests.loyalty.imports.files import K1, K2, K3
from tests.loyalty.make import make_member
from tests.loyalty.points.make import (
    balance,
    differences,
    give_opening,
    golden_programme,
    reasons,
)
from tests.loyalty.rewards.make import make_reward
from tests.make import make_admin, make_deposit, make_product

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 15)
FOUR_MILLION = Badge(BadgeMetric.SPEND, Decimal(4_000_000))
MANY_POINTS = Badge(BadgeMetric.POINTS, Decimal(240))


@pytest.fixture(autouse=True)
def _april():
    with time_machine.travel("2026-04-15T10:00:00+07:00"):
        yield


@pytest.fixture
def admin():
    return make_admin("merging-admin")


@pytest.fixture
def product():
    return make_product("P")


@pytest.fixture
def programme(product):
    return golden_programme(product, badges=(FOUR_MILLION, MANY_POINTS))


@pytest.fixture
def people(programme):
    """A, opened on 31 January, B, opened on 28 February, and C, who never was, with purchases."""
    with time_machine.travel("2026-01-02T10:00:00+07:00"):
        a, b, c = (make_member(programme, card=card) for card in (K1, K2, K3))
    give_opening(a, 120, Decimal(2_500_000))
    give_opening(b, 30, Decimal(1_000_000), day=date(2026, 2, 28))
    ring_up(
        programme,
        [
            (K1, date(2026, 1, 20), "70000"),
            (K1, date(2026, 2, 10), "500000"),
            (K2, date(2026, 2, 10), "90000"),
            (K2, date(2026, 3, 5), "400000"),
            (K3, date(2026, 3, 6), "300000"),
        ],
    )
    settle(programme, [a.pk, b.pk, c.pk], Cause("import"))
    return a, b, c


def merge(first, second, admin):
    return merges.merge(first.pk, second.pk, by=admin, reason="same person")


def undo(merged, admin):
    merges.undo(merged.pk, by=admin, reason="two people")


def stored(member):
    return Member.objects.select_related("programme").get(pk=member.pk)


def spend_everywhere(member):
    """The spend, and the tiers of her that each page and each stored row says."""
    programme = member.programme
    page = page_of_member(stored(member), TODAY)
    spend = page.activity.figures.spend
    assert spends_for_tiers(programme, [member.pk], terms_on(programme, TODAY), TODAY) in (
        {member.pk: spend},
        {},
    )
    last = TierChange.objects.filter(member_id=member.pk).order_by("sequence").last()
    reward = make_reward(programme, tier="Silver")
    tiers = {page.progress.tier.name, Asker(stored(member), TODAY)._tier_for(reward).name}
    return spend, tiers | {last.to_tier if last else "Bronze"}


def filtered(programme):
    """By tier the cards that analytics shows of it."""
    names = [tier.name for tier in terms_on(programme, TODAY).tiers]
    return {name: set(cards) for name in names if (cards := cards_of_tier(programme, name))}


def tiers_in_preview(programme):
    preview = preview_of(programme, terms_on(programme, TODAY), date(2026, 3, 1))
    assert preview.valid.tiers == preview.draft.tiers
    return {name: count for name, count in preview.valid.tiers.items() if count}


def wrong():
    return [*differences(), *wrong_achievements()]


def test_LM_14_spend_is_of_all_openings_and_of_what_each_does_not_have(programme, people, admin):
    a, b, _c = people
    assert spend_everywhere(a) == (Decimal(3_000_000), {"Gold"})
    assert spend_everywhere(b) == (Decimal(1_400_000), {"Silver"})
    merge(a, b, admin)
    assert spend_everywhere(a) == (Decimal(0), {"Bronze"})
    assert spend_everywhere(b) == (Decimal(4_400_000), {"Gold"})
    assert filtered(programme) == {"Gold": {K1, K2}, "Bronze": {K3}}
    assert tiers_in_preview(programme) == {"Gold": 1, "Bronze": 1}
    assert wrong() == []


def test_LM_14_an_undo_gives_each_the_own_spend_back(programme, people, admin):
    a, b, _c = people
    undo(merge(a, b, admin), admin)
    assert spend_everywhere(a) == (Decimal(3_000_000), {"Gold"})
    assert spend_everywhere(b) == (Decimal(1_400_000), {"Silver"})
    assert filtered(programme) == {"Gold": {K1}, "Silver": {K2}, "Bronze": {K3}}
    assert tiers_in_preview(programme) == {"Gold": 1, "Silver": 1, "Bronze": 1}
    assert wrong() == []


def test_LM_14_a_chain_of_merges_loses_nothing_and_counts_nothing_twice(programme, people, admin):
    a, b, c = people
    first, second = merge(a, b, admin), merge(b, c, admin)
    assert spend_everywhere(b) == (Decimal(0), {"Bronze"})
    assert spend_everywhere(c) == (Decimal(4_700_000), {"Gold"})
    assert [balance(each) for each in people] == [0, 0, 120 + 50 + 30 + 40 + 30]
    assert filtered(programme) == {"Gold": {K1, K2, K3}}
    assert tiers_in_preview(programme) == {"Gold": 1}
    assert wrong() == []
    undo(second, admin)
    assert spend_everywhere(c) == (Decimal(300_000), {"Bronze"})
    assert spend_everywhere(b) == (Decimal(4_400_000), {"Gold"})
    undo(first, admin)
    assert spend_everywhere(a) == (Decimal(3_000_000), {"Gold"})
    assert [balance(each) for each in people] == [170, 70, 30]
    assert wrong() == []


def test_LM_14_a_deposit_by_the_link_of_who_was_merged_is_judged_by_their_opening(
    programme, people, admin, owner, product
):
    a, b, _c = people
    links.link(a.pk, "ana", by=admin, reason="x")
    merge(a, b, admin)
    before = page_of_member(stored(b), TODAY).activity.figures.spend
    for day in ("2026-01-31", "2026-02-01"):
        make_deposit(owner, product, "ana", day, nominal=100_000)
    assert spend_everywhere(b)[0] == before + 100_000
    assert wrong() == []


def test_LM_14_badges_count_what_merges_have_brought_and_go_with_an_undo(programme, people, admin):
    a, b, _c = people
    held = Achievement.objects.filter(is_held=True)
    assert held.count() == 0
    merged = merge(a, b, admin)
    days = {each.key: (each.member_id, each.day) for each in held.all()}
    assert days == {
        "spend:4000000": (b.pk, date(2026, 2, 28)),
        "points earned:240": (b.pk, date(2026, 3, 5)),
    }
    undo(merged, admin)
    assert held.all().count() == 0
    causes = Achievement.objects.values_list("revoked_cause", flat=True)
    assert set(causes) == {"undo merge"}
    assert wrong() == []


def test_LM_14_an_opening_moves_as_purchases_do_and_is_earned_in_one_life(people, admin):
    a, b, _c = people
    merged = merge(a, b, admin)
    assert reasons(a) == ["opening", "earned", "reversed", "reversed"]
    assert points_now(b.pk).earned == 120 + 50 + 30 + 40
    assert points_now(a.pk).earned == 0
    undo(merged, admin)
    assert reasons(a)[4:] == ["earned again", "earned again"]
    assert points_now(a.pk).earned == 170


def test_LM_14_of_two_merges_at_one_moment_the_later_one_is_known(people, admin):
    a, b, c = people
    merge(a, c, admin)
    merge(b, c, admin)
    assert [each.sequence for each in MemberMerge.objects.order_by("sequence")] == [1, 2]
    shown = page_of_member(stored(c), TODAY).merges
    assert [each.from_member_id for each in shown] == [b.pk, a.pk]


def test_LP_4_what_is_bought_after_closing_reaches_nothing_on_any_page(programme, people, admin):
    _a, _b, c = people
    set_state(c.pk, MemberState.CLOSED, by=admin, reason="x")
    ring_up(programme, [(K3, date(2026, 4, 16), "9000000")])
    settle(programme, [c.pk], Cause("import"))
    with time_machine.travel("2026-04-20T10:00:00+07:00"):
        page = page_of_member(stored(c), date(2026, 4, 20))
        assert page.activity.figures.purchases == 2
        assert page.activity.figures.spend == Decimal(300_000)
        assert page.progress.tier.name == "Bronze"
        assert not Achievement.objects.filter(member_id=c.pk).exists()
        assert filtered(programme)["Bronze"] == {K3}
        assert wrong() == []
        set_state(c.pk, MemberState.ACTIVE, by=admin, reason="x")
        assert filtered(programme)["Platinum"] == {K3}
        assert Achievement.objects.filter(member_id=c.pk, is_held=True).count() == 2
        assert wrong() == []
