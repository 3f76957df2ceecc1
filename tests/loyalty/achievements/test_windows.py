"""A tier that goes by a window is one on every page, and is lost by the calendar (LP-15, LP-16)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from loyalty.achievements.night import recount_by_new_terms
from loyalty.achievements.proof import wrong_achievements
from loyalty.achievements.windows import move_windows
from loyalty.analytics.tiers import cards_of_tier
from loyalty.members.page.member import page_of_member
from loyalty.models import Member, TierChange, VersionDraft
from loyalty.points.earning.settling import settle
from loyalty.points.ledger.posting import Cause
from loyalty.programmes.preview import preview_of
from loyalty.programmes.verbs import _add_version
from tests.loyalty.analytics.make import ring_up
from tests.loyalty.make import make_programme
from tests.loyalty.me.make import K1, signed_in
from tests.loyalty.personal.golden import tier
from tests.loyalty.points.make import GOLDEN, give_opening
from tests.loyalty.views.test_programmes import fields_of
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
MARCH, APRIL = "2026-03-10T10:00:00+07:00", "2026-04-03T01:00:00+07:00"
THREE = replace(GOLDEN, tier_months=3)


@pytest.fixture
def programme():
    with time_machine.travel(MARCH):
        return make_programme("G", terms=THREE)


@pytest.fixture
def browser(programme):
    """Of a member with an opening, who is Gold by what she bought since January."""
    with time_machine.travel(MARCH):
        browser = signed_in(programme, K1, contact="a@example.test")
        give_opening(Member.objects.get(), 0, Decimal(9_000_000))
        bought = [(K1, date(2026, 1, 20), "1500000"), (K1, date(2026, 3, 2), "500000")]
        ring_up(programme, bought)
        settle(programme, [Member.objects.get().pk], Cause("import", "Ana"))
        return browser


def changes():
    rows = TierChange.objects.order_by("sequence")
    return [(each.from_tier, each.to_tier, each.day, each.cause) for each in rows]


@time_machine.travel(MARCH)
def test_LP_15_a_window_gives_one_tier_on_every_page(programme, browser, client_of, admin):
    member, staff = Member.objects.get(), client_of(admin)
    assert tier(browser.get("/me/")) == "Gold"
    assert tier(staff.get(reverse("loyalty:member", args=[member.pk]))) == "Gold"
    assert cards_of_tier(programme, "Gold") == {K1}
    assert preview_of(programme, THREE, date(2026, 3, 1)).draft.tiers["Gold"] == 1
    all_time = preview_of(programme, GOLDEN, date(2026, 3, 1))
    assert (all_time.valid.tiers["Gold"], all_time.draft.tiers["Platinum"]) == (1, 1)


@time_machine.travel(MARCH)
def test_LP_16_she_is_told_before_what_is_missing(browser):
    section = parsed(browser.get("/me/")).one("section", **{"aria-labelledby": "tier"})
    assert "Rp 1.500.000 are missing to stay Gold: from 1 Apr 2026 on it is Bronze" in section.text
    assert "Spend of the last 3 calendar months" in section.text


def test_LP_16_the_night_takes_the_tier_once_by_the_calendar(browser):
    gold = ("Bronze", "Gold", date(2026, 3, 2), "import")
    with time_machine.travel(MARCH):
        move_windows()
        assert changes() == [gold]
    with time_machine.travel(APRIL):
        assert tier(browser.get("/me/")) == "Bronze"
        assert {each.field for each in wrong_achievements()} == {"tier"}
        assert move_windows().facts == {"members": 1}
        move_windows()
        assert changes() == [gold, ("Gold", "Bronze", date(2026, 4, 1), "window")]
        assert list(wrong_achievements()) == []


def test_LP_16_terms_that_bring_a_window_take_a_tier_by_themselves(browser, programme):
    with time_machine.travel(MARCH):
        _add_version(programme, replace(GOLDEN, tier_months=2), date(2026, 3, 12), by=None)
    with time_machine.travel("2026-03-12T01:00:00+07:00"):
        recount_by_new_terms()
        move_windows()
    assert changes()[1:] == [("Gold", "Bronze", date(2026, 3, 12), "new terms")]


@time_machine.travel(MARCH)
def test_LP_15_the_tier_of_a_day_goes_by_the_version_of_that_day(programme, browser):
    _add_version(programme, GOLDEN, date(2026, 4, 1), by=None)
    member = Member.objects.get()
    tiers = [page_of_member(member, date(2026, month, 15)).progress.tier.name for month in (3, 4)]
    assert tiers == ["Gold", "Platinum"]


@time_machine.travel(MARCH)
def test_LP_15_the_form_of_a_version_has_the_window(programme, client_of, admin):
    staff = client_of(admin)
    address = reverse("loyalty:draft_edit", args=[programme.pk])
    staff.post(reverse("loyalty:draft_begin", args=[programme.pk]))
    page = parsed(staff.get(address))
    assert page.one("input", name="tier_months").get("value") == "3"
    form = fields_of(THREE, date(2026, 3, 11)) | {"tier_months": "1"}
    assert staff.post(address, form).status_code == 422
    staff.post(address, form | {"tier_months": "12"})
    assert VersionDraft.objects.get().terms["tier_months"] == 12
    shown = staff.get(reverse("loyalty:draft", args=[programme.pk]))
    assert "Spend of the last 12 calendar months" in shown.content.decode()
