"""Adjustments with a second admin, the account, the pages and the command (LP-7, LP-11, LP-14)."""

import json
from datetime import date
from io import StringIO

import pytest
import time_machine
from bson import ObjectId
from django.core.management import call_command
from django.utils import timezone

from loyalty.members.cards import attach
from loyalty.members.entries import mark_own
from loyalty.members.erasure import erase
from loyalty.members.errors import MemberRefused
from loyalty.members.merges import merge
from loyalty.models import AdjustmentState, Member, MemberPoints, PointsAdjustment
from loyalty.points.accounts import days_of_account, months_of_account
from loyalty.points.explaining import entries_page
from loyalty.points.movements.adjustments import (
    AdjustmentDecided,
    adjust,
    confirm,
    refuse_adjustment,
)
from loyalty.points.movements.challenges import post_challenge
from loyalty.points.movements.spending import redeem, refund
from omset.ledger import trash
from tests.loyalty.imports.files import K1
from tests.loyalty.points.make import balance, differences, posted
from tests.make import make_admin, make_master
from tests.omset.test_concurrency import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def second():
    return make_admin("second-admin")


@pytest.fixture
def admins_client(client_of, admin):
    return client_of(admin)


def ask(member, points, by, key="k"):
    return adjust(member.pk, points, by=by, reason="goodwill", key=key)


def test_case_145_above_the_limit_a_second_admin_confirms_LP_11(a, admin, second):
    waiting = ask(a, 1500, admin)
    assert (waiting.state, posted(a)) == (AdjustmentState.WAITING, [])
    with pytest.raises(MemberRefused):
        confirm(waiting.pk, by=admin)
    confirm(waiting.pk, by=second)
    assert posted(a) == [1500]
    with pytest.raises(AdjustmentDecided):
        confirm(waiting.pk, by=second)
    assert balance(a) == 1500
    assert differences() == []


def test_case_145_nobody_adjusts_their_own_record_LM_18(a, admin, second):
    mark_own(a.pk, admin, by=second, reason="colleague")
    with pytest.raises(MemberRefused):
        ask(a, 10, admin)
    waiting = ask(a, 1500, second)
    with pytest.raises(MemberRefused):
        confirm(waiting.pk, by=admin)
    assert posted(a) == []


def test_up_to_the_limit_it_is_posted_at_once_and_once_LP_11(a, admin):
    ask(a, 1000, admin)
    ask(a, 1000, admin)
    ask(a, -200, admin, key="other")
    assert posted(a) == [1000, -200]
    shown = entries_page(a.programme, a.pk)
    assert [each.explanation for each in shown] == ["goodwill", "goodwill"]


def test_the_limit_is_of_all_that_one_admin_gives_a_member_in_a_day_LP_11(a, b, admin, second):
    with time_machine.travel("2026-03-10T10:00:00+07:00"):
        ask(a, 900, admin)
        assert ask(a, 200, admin, "2").state == AdjustmentState.WAITING
        assert ask(a, 100, admin, "3").state == AdjustmentState.POSTED
        assert ask(a, 900, second, "4").state == AdjustmentState.POSTED
        assert ask(b, 900, admin, "5").state == AdjustmentState.POSTED
        # What is taken back is another sum.
        assert ask(a, -900, admin, "6").state == AdjustmentState.POSTED
        assert ask(a, -200, admin, "7").state == AdjustmentState.WAITING
    with time_machine.travel("2026-03-11T00:01:00+07:00"):
        assert ask(a, 900, admin, "8").state == AdjustmentState.POSTED


def test_what_a_second_admin_has_confirmed_is_not_of_that_sum_LP_11(a, admin, second):
    with time_machine.travel("2026-03-10T10:00:00+07:00"):
        confirm(ask(a, 1500, admin).pk, by=second)
        assert ask(a, 900, admin, "2").state == AdjustmentState.POSTED


def test_many_at_once_do_not_pass_the_limit_LP_11(a, admin):
    at_once(*[lambda key=key: ask(a, 400, admin, key) for key in "1234"])
    states = sorted(PointsAdjustment.objects.values_list("state", flat=True))
    assert states == [AdjustmentState.POSTED] * 2 + [AdjustmentState.WAITING] * 2
    assert posted(a) == [400, 400]


def test_what_is_refused_posts_nothing_LP_11(a, admin, second):
    waiting = ask(a, -1001, admin)
    refuse_adjustment(waiting.pk, by=second)
    with pytest.raises(AdjustmentDecided):
        confirm(waiting.pk, by=second)
    assert posted(a) == []


@pytest.mark.parametrize(("points", "reason"), [(0, "why"), (5, " "), (1_000_001, "why")])
def test_an_adjustment_has_whole_points_and_a_reason_LP_11(a, admin, points, reason):
    with pytest.raises(MemberRefused):
        adjust(a.pk, points, by=admin, reason=reason, key="k")


def test_the_reason_goes_with_who_is_erased_and_the_points_stay_LM_15(a, admin):
    ask(a, 10, admin)
    erase(a.pk, by=make_master(), reason="asked for it")
    assert PointsAdjustment.objects.get().reason == ""
    assert balance(a) == 10


@pytest.fixture
def every_kind(a, b, deposit, admin):
    """Entries of most kinds, of two members."""
    record = deposit(1_234_567)
    deposit(9_000_000)
    trash.delete(record.pk, by=admin)
    redemption = ObjectId()
    redeem(a, 50, redemption)
    refund(a, redemption)
    redeem(a, 30, ObjectId())
    ask(a, 7, admin)
    post_challenge(b, "april", "1", 50, date(2026, 4, 29))
    merge(b.pk, a.pk, by=admin, reason="same")
    return a


def test_case_147_the_account_closes_on_the_balances_each_day_LP_14(programme, every_kind):
    today = timezone.localdate()
    days = days_of_account(programme, today, today)
    balances = sum(MemberPoints.objects.values_list("balance", flat=True))
    assert days[0].closing == balances
    assert days[0].opening == 0
    assert [day.closing for day in months_of_account(days)] == [balances]
    tomorrow = today + timezone.timedelta(days=1)
    assert days_of_account(programme, tomorrow, tomorrow)[0].opening == balances


def test_the_command_says_what_the_points_come_to(programme, every_kind):
    def said(**options):
        out = StringIO()
        call_command("points", programme="G", json=True, stdout=out, **options)
        return json.loads(out.getvalue())

    assert said()["balance"] == balance(every_kind)
    mine = said(card=K1)
    assert (mine["spent"], mine["held"], mine["expired"]) == (30, 0, 0)
    assert mine["balance"] == balance(every_kind)
    assert mine["entries"] == len(posted(every_kind))


def test_an_entry_says_its_sum_a_reversal_who_did_it_LP_7(programme, a, deposit, admin):
    record = deposit(1_234_567)
    trash.delete(record.pk, by=admin)
    back, earned = entries_page(programme, a.pk)
    assert earned.explanation == "1.234.567 / 10.000 = 123, rules valid from 1 Jan 2026"
    assert earned.url == record.get_absolute_url()
    assert admin.name in back.explanation


def test_pages_show_entries_and_the_account_and_adjust(admins_client, a, deposit, admin):
    deposit(1_234_567)
    page = admins_client.get(f"/loyalty/members/{a.pk}/points/")
    assert "= 123, rules valid from" in page.content.decode()
    form = {"points": "1500", "reason": "goodwill", "key": "form-1"}
    admins_client.post(f"/loyalty/members/{a.pk}/points/adjust/", form)
    waiting = PointsAdjustment.objects.get()
    assert "goodwill" in admins_client.get("/loyalty/points/adjustments/").content.decode()
    refused = admins_client.post(f"/loyalty/points/adjustments/{waiting.pk}/confirm/")
    assert refused.status_code == 422
    account = admins_client.get("/loyalty/points/").content.decode()
    assert "+123" in account


def test_staff_see_the_points_of_their_own_members_alone(a, staff, deposit, client):
    client.force_login(staff)
    assert client.get(f"/loyalty/members/{a.pk}/points/").status_code == 404
    assert client.get("/loyalty/points/").status_code in (302, 403, 404)


def test_a_card_that_never_bought_leaves_the_account_as_it_is(programme, a, admin):
    attach(a.pk, "2900000000100", by=admin, reason="test")
    assert Member.objects.get(pk=a.pk).closed_on is None
    assert posted(a) == []
