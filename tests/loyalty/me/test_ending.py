"""What is under way for an account does not outlive its end (LS-6, LS-11, LM-4, LM-14)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from loyalty.accounts import access, disputes, mails, one_time_links
from loyalty.accounts.ending import AccountEnded, end_sign_in
from loyalty.accounts.one_time_links import change_password, choose_password, new_link
from loyalty.members import merges
from loyalty.members.entries import set_state
from loyalty.models import (
    CardDispute,
    ConsentStatement,
    DigitalCard,
    LinkPurpose,
    Member,
    MemberAccount,
    MemberSession,
    MemberState,
    OneTimeLink,
    Redemption,
)
from loyalty.rewards.redemptions.requesting import ask_for
from loyalty.rules.consents import ConsentSubject
from loyalty.views.me import forms
from loyalty.views.me import sign_in as sign_in_pages
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.me.make import (
    K1,
    K2,
    PASSWORD,
    asked_for_link,
    gets_in,
    link_in,
    send_mails,
    sign_in,
    signed_in,
)
from tests.loyalty.rewards.make import balance, make_redeemer, make_reward
from tests.make import make_admin
from tests.omset.test_concurrency import at_once

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "gajah hijau dekat sungai"
OTHER_PASSWORD = "burung kuning di atap rumah"
SAID = {"card": K1, "surname": "Esempio", "contact": "0812-3456-7890", "text": "Kartu saya"}


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def taken(programme):
    """The browser of who has a card with a confirmed e-mail, which somebody disputes."""
    client = signed_in(programme)
    Client().post(link_in(mail.outbox.pop()))
    Client().post("/me/dispute/", SAID)
    return client


def hand_over():
    pk = CardDispute.objects.get().pk
    return disputes.hand_over(pk, by=make_admin(), reason="showed her papers")


def block():
    set_state(Member.objects.get().pk, MemberState.BLOCKED, by=make_admin(), reason="x")


def meanwhile(monkeypatch, module, name, job, deed):
    """What a job answers that stands still behind a function, in a thread, until a deed is done."""
    reached, done, real = Event(), Event(), getattr(module, name)

    def standing(*arguments, **named):
        result = real(*arguments, **named)
        reached.set()
        done.wait(10)
        return result

    def run():
        try:
            return job()
        finally:
            connection.close()

    monkeypatch.setattr(module, name, standing)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(run)
        assert reached.wait(10)
        monkeypatch.setattr(module, name, real)
        deed()
        done.set()
        return answer.result()


@pytest.mark.parametrize("deed", [hand_over, block])
def test_LS_6_a_sign_in_under_way_does_not_outlive_a_hand_over_or_a_block(deed, taken, monkeypatch):
    answer = meanwhile(
        monkeypatch, sign_in_pages, "is_password_of", lambda: sign_in(Client(), K1), deed
    )
    assert answer.status_code == 422
    assert MemberSession.objects.count() == 0


def test_LS_11_a_change_of_password_under_way_does_not_outlive_a_reset(taken, monkeypatch):
    typed = {"current": PASSWORD, "password": OTHER_PASSWORD}
    token = new_link(Member.objects.get(), LinkPurpose.PASSWORD, by=make_admin())
    answer = meanwhile(
        monkeypatch,
        forms,
        "is_password_of",
        lambda: taken.post("/me/password/", typed),
        lambda: choose_password(token, NEW_PASSWORD),
    )
    assert answer["Location"] == "/me/login/"
    assert gets_in(K1, NEW_PASSWORD)
    assert not gets_in(K1, OTHER_PASSWORD)


def test_LS_6_nor_does_it_outlive_a_hand_over(taken, monkeypatch):
    typed = {"current": PASSWORD, "password": OTHER_PASSWORD}
    meanwhile(
        monkeypatch,
        forms,
        "is_password_of",
        lambda: taken.post("/me/password/", typed),
        hand_over,
    )
    assert not gets_in(K1, OTHER_PASSWORD)
    assert not gets_in(K1, PASSWORD)


@pytest.mark.parametrize("deed", [hand_over, block])
def test_LS_6_a_link_under_way_is_not_sent_to_who_has_lost_the_card(deed, taken, monkeypatch):
    mail.outbox.clear()
    Client().post("/me/link/", {"name": K1})
    meanwhile(monkeypatch, mails, "account_of", send_mails, deed)
    assert mail.outbox == []
    assert not OneTimeLink.objects.filter(contact="a@example.test").exists()


def test_LS_6_a_contact_given_meanwhile_is_not_the_new_holders(taken, monkeypatch):
    mail.outbox.clear()
    answer = meanwhile(
        monkeypatch,
        mails,
        "is_mail_set_up",
        lambda: taken.post("/me/profile/contact/", {"contact": "lain@example.test"}),
        hand_over,
    )
    assert answer["Location"] == "/me/login/"
    assert mail.outbox == []
    assert MemberAccount.objects.get().email == ""


@pytest.mark.parametrize("page", ["profile/", "profile/consents/", "card/renew/"])
def test_LS_6_what_a_member_does_meanwhile_is_not_done_to_the_new_holders_record(
    page, taken, monkeypatch
):
    said = dict.fromkeys((subject.name.lower() for subject in ConsentSubject), "no")
    facts = {"name": "Ana", "sex": "F", "place": "Solo", "version": Member.objects.get().version}
    form = {"profile/": facts, "profile/consents/": said}.get(page, {})
    answer = meanwhile(
        monkeypatch, access, "signed_in_here", lambda: taken.post(f"/me/{page}", form), hand_over
    )
    assert answer["Location"] == "/me/login/"
    assert Member.objects.get().place == ""
    assert ConsentStatement.objects.count() == 0
    assert DigitalCard.objects.count() == 0


def test_LS_6_nor_is_anything_asked_for_with_the_new_holders_points(programme):
    reward, member = make_reward(programme), make_redeemer(programme)
    account = MemberAccount.objects.get()
    end_sign_in(member.pk)
    with pytest.raises(AccountEnded):
        ask_for(reward.pk, member.pk, form_key="x", seen=account)
    assert Redemption.objects.count() == 0
    assert balance(member) == 150


def test_LS_6_of_many_at_once_nothing_of_the_first_is_left(taken):
    account = MemberAccount.objects.get()

    def change():
        return change_password(account, OTHER_PASSWORD)

    def make_link():
        return new_link(Member.objects.get(), LinkPurpose.PASSWORD, seen=account)

    answers = at_once(hand_over, change, make_link, lambda: sign_in(Client(), K1))
    token = answers[0]
    assert isinstance(token, str)
    assert isinstance(answers[1], MemberAccount | AccountEnded)
    assert not gets_in(K1, OTHER_PASSWORD)
    assert not gets_in(K1, PASSWORD)
    assert OneTimeLink.objects.get().pk == one_time_links.hash_of(token)
    assert MemberSession.objects.count() == 0


def test_LM_4_who_is_blocked_or_closed_is_out_and_gets_no_link(taken):
    member, admin = Member.objects.get(), make_admin()
    for state in (MemberState.BLOCKED, MemberState.CLOSED):
        set_state(member.pk, MemberState.ACTIVE, by=admin, reason="x")
        browser = Client()
        sign_in(browser, K1)
        set_state(member.pk, state, by=admin, reason="x")
        assert browser.get("/me/").status_code == 302
        assert not gets_in(K1)
        mail.outbox.clear()
        asked_for_link("a@example.test")
        assert mail.outbox == []
        assert MemberSession.objects.count() == 0


def test_LM_14_who_is_merged_away_is_out_until_the_merge_is_undone(taken, programme):
    away, admin = Member.objects.get(), make_admin()
    into = make_member(programme, card=K2, name="Ana", surname="Esempio", email="a@example.test")
    merged = merges.merge(away.pk, into.pk, by=admin, reason="the same")
    assert taken.get("/me/").status_code == 302
    assert not gets_in("a@example.test")
    merges.undo(merged.pk, by=admin, reason="they are two")
    assert taken.get("/me/").status_code == 302
    assert gets_in("a@example.test")


def test_LM_14_the_e_mail_of_who_was_merged_away_is_free_for_the_other(taken, programme):
    away, admin = Member.objects.get(), make_admin()
    into = make_member(programme, card=K2, name="Ana", surname="Esempio", email="a@example.test")
    merges.merge(away.pk, into.pk, by=admin, reason="the same")
    mail.outbox.clear()
    asked_for_link("a@example.test")
    Client().post(link_in(mail.outbox[-1]), {"password": NEW_PASSWORD})
    assert MemberAccount.objects.filter(pk=into.pk).exists()
    assert gets_in("a@example.test", NEW_PASSWORD)
    assert gets_in(K1, NEW_PASSWORD)
