"""A programme's own word for points, on pages, in explanations and in mails (LM-2, LA-6)."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.conf import settings as conf
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from loyalty.achievements.recount import recount_members
from loyalty.members.consents import say
from loyalty.models import Member, MemberAccount, Programme, Redemption, RejectReason
from loyalty.notices.night import tell_members
from loyalty.points.earning.settling import settle
from loyalty.points.ledger.posting import Cause
from loyalty.programmes.words import in_points
from loyalty.rewards.redemptions.mails import mail_decision
from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject
from loyalty.rules.programmes import Badge, BadgeMetric
from tests.loyalty.analytics.make import ring_up
from tests.loyalty.make import make_programme
from tests.loyalty.me.make import K1, send_mails, signed_in
from tests.loyalty.personal.golden import figures
from tests.loyalty.points.make import GOLDEN
from tests.loyalty.rewards.make import asks, make_reward
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db
MAY = "2026-05-20T10:00:00+07:00"
STAMPS = {"point_en": "stamp", "points_en": "stamps", "point_id": "stempel", "points_id": "stempel"}
BADGE = Badge(BadgeMetric.POINTS, Decimal(1))
TERMS = replace(GOLDEN, expiry_months=1, badges=(BADGE,))
FIXED = re.compile(r"\b(points?|poin)\b", re.I)
PATHS = ("/me/", "/me/activity/", "/me/rewards/", "/me/analytics/", "/me/profile/")


@pytest.fixture
def browser(admin):
    """Of a member of a programme of stamps: some are held, some end, one reward is asked for."""
    with time_machine.travel(MAY):
        programme = make_programme("G", terms=TERMS)
        Programme.objects.update(**STAMPS)
        browser = signed_in(programme, K1, contact="a@example.test")
        MemberAccount.objects.update(email_confirmed_at=timezone.now())
        member = Member.objects.get()
        bought = [(K1, date(2026, 4, 30), "700000"), (K1, date(2026, 5, 9), "50000", {"points": 1})]
        ring_up(programme, bought)
        settle(programme, [member.pk], Cause("import"))
        recount_members(programme, [member.pk], Cause("import"))
        asks(make_reward(programme, by=admin, title="Kopi", points=11), member)
        make_reward(programme, by=admin, title="Mobil", points=5_000)
        return browser


@pytest.mark.parametrize(("language", "word"), [("en", "stamps"), ("id", "stempel")])
def test_LM_2_no_page_of_hers_says_points_where_they_are_stamps(browser, language, word):
    with time_machine.travel(MAY):
        browser.cookies[conf.LANGUAGE_COOKIE_NAME] = language
        paths = [*PATHS, reverse("me:redemption", args=[Redemption.objects.get().pk])]
        texts = [parsed(browser.get(path)).one("main").text for path in paths]
    assert [FIXED.findall(text) for text in texts] == [[]] * len(paths)
    assert all(word in text.lower() for text in (*texts[:3], texts[-1]))


@time_machine.travel(MAY)
def test_LM_2_staffs_pages_of_her_say_it_too(browser, client_of, admin):
    staff, pk = client_of(admin), Member.objects.get().pk
    page = staff.get(f"/loyalty/members/{pk}/")
    assert figures(page)["Stamps"] == "60"
    assert "1 stamp earned" in text_of(page)
    assert "Stamps" in parsed(staff.get(f"/loyalty/members/{pk}/points/")).one("h1").text


@time_machine.travel(MAY)
def test_LA_6_the_goal_and_the_explanation_say_it(browser):
    assert "4.940 stamps to: Mobil" in text_of(browser.get("/me/"))
    assert "The till states 1 stamp." in text_of(browser.get("/me/activity/"))


@time_machine.travel(MAY)
def test_LM_2_a_mail_of_a_decision_says_it(browser):
    redemption = Redemption.objects.get()
    Redemption.objects.update(reject_reason=RejectReason.POLICY, state="rejected", language="en")
    base = "https://kartu.test"
    mail_decision.func(None, redemption=str(redemption.pk), state="rejected", base=base)
    assert "You have your stamps back." in mail.outbox[-1].body


def test_LM_2_a_mail_of_what_ends_says_it(browser):
    say(
        Member.objects.get().pk,
        ConsentSubject.MARKETING,
        Consent.YES,
        source=ConsentSource.MEMBER,
    )
    MemberAccount.objects.update(language="id")
    with time_machine.travel(date(2026, 5, 31) - timedelta(days=6)):
        tell_members()
        send_mails()
    assert "59 stempel dapat dipakai sampai 31 Mei 2026" in mail.outbox[-1].body


def test_LM_2_one_has_its_own_word():
    programme = Programme(**STAMPS)
    assert [in_points(number, programme) for number in (0, 1, 2)] == [
        "0 stamps",
        "1 stamp",
        "2 stamps",
    ]
    with translation.override("id"):
        assert in_points(1, programme) == "1 stempel"
