"""Members are told before points end and tiers are lost: in the area, by mail if allowed (LA-9)."""

from dataclasses import replace
from datetime import date
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from loyalty.accounts.mails import NO_MAIL
from loyalty.members.consents import say
from loyalty.members.erasure import erase
from loyalty.models import Member, MemberAccount, MemberNotice, NoticeMail, NoticeSort
from loyalty.notices import mails
from loyalty.notices.night import tell_members
from loyalty.points.earning.settling import settle
from loyalty.points.ledger.posting import Cause
from loyalty.points.movements.expiry import expire_all
from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject
from loyalty.rules.programmes import DEFAULT, PRESETS
from tests.loyalty.analytics.make import ring_up
from tests.loyalty.make import make_programme
from tests.loyalty.me.make import K1, send_mails, sign_in, signed_in
from tests.loyalty.points.make import GOLDEN
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
BOUGHT = "2026-01-20T10:00:00+07:00"
YEAR = replace(PRESETS[DEFAULT], expiry_months=12)
DECEMBER_31, JANUARY_1 = "2026-12-31T01:00:00+07:00", "2027-01-01T01:00:00+07:00"
JANUARY_24, FEBRUARY_1 = "2027-01-24T01:00:00+07:00", "2027-02-01T01:00:00+07:00"


@pytest.fixture
def browser():
    """Of a member whose two lots, 50 and 20, end on 31 January 2027."""
    with time_machine.travel(BOUGHT):
        programme = make_programme("G", terms=YEAR)
        browser = signed_in(programme, K1, contact="a@example.test")
        ring_up(programme, [(K1, date(2026, 1, 15), "500000"), (K1, date(2026, 1, 16), "200000")])
        settle(programme, [Member.objects.get().pk], Cause("import"))
        mail.outbox.clear()
        return browser


def confirm(consent=Consent.YES, language="en"):
    """Her e-mail is confirmed, and this is what she says of marketing."""
    pk = Member.objects.get().pk
    MemberAccount.objects.update(email_confirmed_at=timezone.now(), language=language)
    if consent != Consent.UNKNOWN:
        say(pk, ConsentSubject.MARKETING, consent, source=ConsentSource.MEMBER)


def night(moment):
    with time_machine.travel(moment):
        facts = tell_members().facts
        send_mails()
    return facts


def told():
    rows = MemberNotice.objects.order_by("at", "points")
    return [(each.days_before, each.points, each.day) for each in rows]


def news(browser, moment):
    with time_machine.travel(moment):
        sign_in(browser, K1)
        page = parsed(browser.get("/me/"))
    return page.one("section", **{"aria-labelledby": "news"}).text


def test_LA_9_each_lot_is_told_thirty_and_seven_days_before_once(browser):
    last = date(2027, 1, 31)
    assert night(DECEMBER_31)["ending"] == 0
    assert night(JANUARY_1)["ending"] == 2
    assert night(JANUARY_1)["ending"] == 0
    assert night("2027-01-23T01:00:00+07:00")["ending"] == 0
    assert night(JANUARY_24)["ending"] == 2
    assert night("2027-01-25T01:00:00+07:00")["ending"] == 0
    assert told() == [(30, 20, last), (30, 50, last), (7, 20, last), (7, 50, last)]
    with time_machine.travel(FEBRUARY_1):
        assert expire_all(Member.objects.get().programme) == 2
    assert night(FEBRUARY_1)["ending"] == 0


def test_LA_9_lots_of_one_day_are_said_together_in_her_area(browser):
    night(JANUARY_1)
    assert "70 points can be spent until 31 Jan 2027, and end then." in news(browser, JANUARY_1)


def test_LA_9_mail_goes_out_with_consent_and_a_confirmed_contact_alone(browser):
    confirm()
    night(JANUARY_1)
    [sent] = mail.outbox
    assert sent.to == ["a@example.test"]
    assert "70 points can be spent until 31 Jan 2027" in sent.body
    night(JANUARY_1)
    assert len(mail.outbox) == 1


def test_LA_9_the_mail_is_in_the_language_in_which_she_signed_in_last(browser):
    confirm(language="id")
    night(JANUARY_1)
    assert "70 poin dapat dipakai sampai 31 Jan 2027" in mail.outbox[0].body


@pytest.mark.parametrize("consent", [Consent.UNKNOWN, Consent.NO])
def test_LA_9_without_consent_nothing_is_mailed_not_even_later(browser, consent):
    confirm(consent)
    night(JANUARY_1)
    assert {each.mail for each in MemberNotice.objects.all()} == {NoticeMail.WITHHELD}
    confirm()
    night(JANUARY_1)
    assert mail.outbox == []


def test_LA_9_without_a_confirmed_e_mail_nothing_is_mailed(browser):
    say(
        Member.objects.get().pk,
        ConsentSubject.MARKETING,
        Consent.YES,
        source=ConsentSource.MEMBER,
    )
    night(JANUARY_1)
    assert mail.outbox == []


def test_LA_9_without_a_server_of_mail_nothing_waits(browser, settings):
    confirm()
    settings.EMAIL_BACKEND = NO_MAIL
    night(JANUARY_1)
    assert {each.mail for each in MemberNotice.objects.all()} == {NoticeMail.WITHHELD}


def test_a_mail_that_the_server_refuses_goes_out_the_next_night_LA_9(browser, monkeypatch):
    confirm()

    def refuse(*_args):
        raise SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr(mails, "send_mail", refuse)
        night(JANUARY_1)
    assert mail.outbox == []
    night("2027-01-02T01:00:00+07:00")
    assert len(mail.outbox) == 1


def test_LA_9_what_was_not_mailed_in_time_is_not_called_sent(browser, monkeypatch):
    confirm()

    def refuse(*_args):
        raise SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr(mails, "send_mail", refuse)
        night(JANUARY_1)
    with time_machine.travel(FEBRUARY_1):
        assert mails.send_waiting() == {"sent": 0, "withheld": 2}
    assert mail.outbox == []
    assert {each.mail for each in MemberNotice.objects.all()} == {NoticeMail.WITHHELD}


def test_LA_9_two_workers_send_one_mail(browser):
    confirm()
    with time_machine.travel(JANUARY_1):
        tell_members()
        waiting = list(MemberNotice.objects.all())
        send_mails()
        assert [mails._take(each, NoticeMail.SENT) for each in waiting] == [False, False]


def test_LA_9_a_loss_of_a_tier_is_told_and_mailed_once():
    with time_machine.travel("2026-03-01T10:00:00+07:00"):
        programme = make_programme("G", terms=replace(GOLDEN, tier_months=3))
        browser = signed_in(programme, K1, contact="a@example.test")
        ring_up(programme, [(K1, date(2026, 1, 20), "1500000")])
        settle(programme, [Member.objects.get().pk], Cause("import"))
        confirm()
        mail.outbox.clear()
    assert night("2026-03-01T10:00:00+07:00")["losses"] == 0
    assert night("2026-03-02T10:00:00+07:00")["losses"] == 1
    assert night("2026-03-03T10:00:00+07:00")["losses"] == 0
    [notice] = MemberNotice.objects.all()
    assert (notice.sort, notice.tier, notice.lower) == (NoticeSort.TIER_LOSS, "Silver", "Bronze")
    text = "Rp 1.000.000 are missing to stay Silver: from 1 Apr 2026 on it is Bronze"
    assert text in news(browser, "2026-03-03T10:00:00+07:00")
    [sent] = mail.outbox
    assert text in sent.body


def test_LM_15_erasing_a_member_removes_what_she_was_told(browser, admin):
    night(JANUARY_1)
    erase(Member.objects.get().pk, by=admin, reason="asked for")
    assert MemberNotice.objects.count() == 0
