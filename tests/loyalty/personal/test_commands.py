"""The pages about a member ask for little, whatever there is of her (issue 17, measured)."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.utils import timezone

from crm.mongo.inspection import recorded_commands
from loyalty.members import links
from loyalty.members.merges import merge
from loyalty.models import Member, MemberAccount
from loyalty.points.earning.settling import settle
from loyalty.points.ledger.posting import Cause
from loyalty.segments.runs import compute
from tests.loyalty.analytics.make import ring_up
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.me.make import K1, signed_in
from tests.loyalty.points.make import GOLDEN
from tests.loyalty.rewards.make import asks, make_reward
from tests.make import make_deposit

pytestmark = pytest.mark.django_db
MAY = "2026-05-20T10:00:00+07:00"
MOST = 12
TERMS = replace(GOLDEN, expiry_months=12, hold_days=30, tier_months=6)


@pytest.fixture
def browser(admin, owner, product):
    """Of a member with all there can be: a link, receipts, rewards, a redemption, a run."""
    programme = make_programme("G", terms=TERMS, products=[product])
    browser = signed_in(programme, K1, contact="a@example.test")
    MemberAccount.objects.update(email_confirmed_at=timezone.now())
    member = Member.objects.get()
    links.link(member.pk, "ana", by=admin, reason="x")
    make_deposit(owner, product, "ana", "2026-05-10", nominal=1_000_000)
    ring_up(programme, [(K1, date(2026, 4, 5), "5000000")])
    settle(programme, [member.pk], Cause("import"))
    first = make_reward(programme, by=admin, points=10)
    make_reward(programme, by=admin, points=10_000, tier="Gold")
    asks(first, member)
    compute(programme, timezone.localdate(), by=admin)
    return browser


def asked_for(client, path):
    """The commands of a page that was opened before; those of a limit do not grow (issue 15)."""
    assert client.get(path).status_code == 200
    with recorded_commands() as commands:
        client.get(path)
    return [each.collection for each in commands if each.collection != "cache"]


@time_machine.travel(MAY)
def test_her_own_pages_ask_for_little_when_rewards_exist_LR_5(browser):
    for path in ("/me/", "/me/rewards/", "/me/activity/", "/me/analytics/", "/me/profile/"):
        commands = asked_for(browser, path)
        assert len(commands) <= MOST, (path, commands)


@time_machine.travel(MAY)
def test_staffs_page_of_her_asks_for_little_LA_1(browser, client_of, admin):
    commands = asked_for(client_of(admin), f"/loyalty/members/{Member.objects.get().pk}/")
    assert len(commands) <= MOST, commands


@time_machine.travel(MAY)
def test_as_few_where_others_were_merged_into_her_LM_14(browser, admin):
    hers = Member.objects.get()
    for name in ("Satu", "Dua"):
        other = make_member(hers.programme, surname=name)
        merge(other.pk, hers.pk, by=admin, reason="the same")
    assert len(asked_for(browser, "/me/rewards/")) <= MOST
