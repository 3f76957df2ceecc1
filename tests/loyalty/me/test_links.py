"""One-time links: passwords, first access, confirmed contacts (LS-8, LS-9, LS-11)."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.core import mail
from django.test import Client

from crm.jobs.models import Job
from crm.mongo.inspection import recorded_commands
from loyalty.accounts import mails
from loyalty.accounts.mails import NO_MAIL
from loyalty.accounts.one_time_links import new_link
from loyalty.members.erasure import erase
from loyalty.members.errors import MemberRefused
from loyalty.models import LinkPurpose, Member, MemberAccount, OneTimeLink
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.me.make import (
    K1,
    K2,
    asked_for_link,
    claimed,
    gets_in,
    link_in,
    send_mails,
    sign_in,
    signed_in,
)
from tests.make import make_admin
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "gajah hijau dekat sungai"


@pytest.fixture
def programme():
    return make_programme()


def confirmed(programme):
    """The browser of a member whose e-mail is confirmed."""
    client = signed_in(programme)
    Client().post(link_in(mail.outbox.pop()))
    return client


def ask(name):
    return asked_for_link(name)


def choose(path, password=NEW_PASSWORD):
    return Client().post(path, {"password": password})


def test_LS_8_a_contact_is_confirmed_by_the_link_that_was_sent_to_it(programme):
    signed_in(programme)
    (sent,) = mail.outbox
    assert sent.to == ["a@example.test"]
    path = link_in(sent)
    assert Client().get(path).status_code == 200
    assert not MemberAccount.objects.get().has_confirmed_contact
    Client().post(path)
    assert MemberAccount.objects.get().has_confirmed_contact
    assert Member.objects.get().email == "a@example.test"
    assert Client().post(path).status_code == 410


def test_LA_7_a_confirmed_contact_stays_until_the_new_one_is_confirmed(programme):
    client = confirmed(programme)
    client.post("/me/profile/contact/", {"contact": "neu@example.test"})
    assert MemberAccount.objects.get().email == "a@example.test"
    Client().post(link_in(mail.outbox[-1]))
    account = MemberAccount.objects.get()
    assert account.email_key == "neu@example.test"
    assert account.has_confirmed_contact
    assert "neu@example.test" in client.get("/me/profile/").content.decode()


def test_case_124_a_reset_works_once_ends_other_sessions_and_the_old_password(programme):
    client = confirmed(programme)
    ask(K1)
    path = link_in(mail.outbox[-1])
    assert choose(path).status_code == 302
    assert not gets_in(K1)
    assert gets_in(K1, NEW_PASSWORD)
    assert client.get("/me/").status_code == 302
    assert choose(path).status_code == 410


def test_case_124_the_token_lies_in_the_database_hashed_and_is_over_after_61_minutes(programme):
    with time_machine.travel("2026-03-01T03:00:00Z") as clock:
        confirmed(programme)
        ask("a@example.test")
        path = link_in(mail.outbox[-1])
        token = path.split("/")[-2]
        assert OneTimeLink.objects.filter(pk=token).count() == 0
        clock.shift(timedelta(minutes=61))
        assert choose(path).status_code == 410
        assert gets_in(K1)


def test_LS_11_the_answer_to_who_asks_for_a_link_is_the_same_for_everybody(programme):
    confirmed(programme)
    make_member(programme, card=K2, surname="Prova", email="b@example.test")
    names = [K1, K2, "b@example.test", "nobody@example.test", "0812-9999-0000"]
    with time_machine.travel("2026-03-01T03:00:00Z") as clock:
        pages = []
        for name in names:
            answer = ask(name)
            assert answer.status_code == 200
            pages.append(parsed(answer).text)
            clock.shift(timedelta(hours=1))
    assert len(set(pages)) == 1


def asked_jobs():
    return Job.objects.filter(name="send-password-links").order_by("enqueued_at", "sequence")


def test_LS_12_the_answer_costs_the_same_whoever_is_meant_and_a_worker_writes_the_mail(programme):
    confirmed(programme)
    make_member(programme, card=K2, surname="Prova", email="b@example.test")
    mail.outbox.clear()
    names = [K1, "2900000000094", "a@example.test", "b@example.test", "nobody@example.test"]
    commands = []
    for number, name in enumerate(names):
        client = Client(REMOTE_ADDR=f"198.51.{number}.7")
        with recorded_commands() as asked:
            assert client.post("/me/link/", {"name": name}).status_code == 200
        commands.append([(each.name, each.collection) for each in asked])
    assert mail.outbox == []
    assert commands[0] == commands[1]
    assert commands[2] == commands[3] == commands[4]
    assert [len(each.arguments["kwargs"]["members"]) for each in asked_jobs()] == [1, 0, 1, 1, 0]
    send_mails()
    assert [each.to for each in mail.outbox] == [["a@example.test"]] * 2 + [["b@example.test"]]


def test_LS_11_a_job_holds_neither_a_secret_nor_an_address_and_neither_does_a_log(
    programme, monkeypatch, caplog
):
    confirmed(programme)
    monkeypatch.setattr(mails, "send_mail", refusing)
    ask("a@example.test")
    job = asked_jobs().get()
    assert set(job.arguments["kwargs"]) == {"members", "base", "language"}
    assert job.attempts == 1
    assert job.error.startswith("MailNotSent, ")
    said = f"{job.arguments} {job.error} {caplog.text}"
    assert "a@example.test" not in said
    assert "/me/password/" not in said


def refusing(_subject, _text, _sender, to):
    raise SMTPRecipientsRefused(dict.fromkeys(to, (550, b"no such mailbox")))


def test_LS_11_an_unconfirmed_address_gets_no_link_to_a_password(programme):
    signed_in(programme)
    mail.outbox.clear()
    ask(K1)
    assert mail.outbox == []


def test_case_127_a_member_of_a_file_gets_in_by_a_link_to_the_registrys_e_mail(programme):
    make_member(programme, card=K1, surname="Esempio", email="reg@example.test")
    assert not gets_in(K1, "anything at all")
    asked = ask("REG@example.test")
    unknown = ask("nobody@example.test")
    assert parsed(asked).text == parsed(unknown).text
    (sent,) = mail.outbox
    assert sent.to == ["reg@example.test"]
    path = link_in(sent)
    assert choose(path).status_code == 302
    assert gets_in(K1, NEW_PASSWORD)
    assert gets_in("reg@example.test", NEW_PASSWORD)
    assert choose(path).status_code == 410


def test_LS_12_a_link_is_asked_for_three_times_an_hour(programme):
    with time_machine.travel("2026-03-01T03:00:00Z"):
        codes = [ask(K1).status_code for _time in range(4)]
    assert codes == [200, 200, 200, 429]


def sign_up(contact, address):
    typed = {"name": "Ana", "contact": contact, "place": "Bandung", "password": NEW_PASSWORD}
    client = Client(REMOTE_ADDR=address)
    assert client.post("/me/new/", typed).status_code == 302
    return client


def test_LS_12_a_mailbox_gets_three_links_to_confirm_it_in_an_hour(programme):
    with time_machine.travel("2026-03-01T03:00:00Z") as clock:
        for number in range(5):
            sign_up("b@example.test", f"198.51.{number}.7")
        assert len(mail.outbox) == 3
        client = sign_up("c@example.test", "198.51.100.7")
        asked = client.post("/me/profile/contact/", {"contact": "B@example.test"})
        assert asked.status_code == 429
        clock.shift(timedelta(hours=1))
        client.post("/me/profile/contact/", {"contact": "b@example.test"})
        assert mail.outbox[-1].to == ["b@example.test"]


def test_LS_12_nor_are_more_sent_for_one_address(programme):
    with time_machine.travel("2026-03-01T03:00:00Z"):
        clients = [sign_up(f"{name}@example.test", "198.51.100.7") for name in "bcde"]
        assert "Ask for it later" in clients[-1].get("/me/").content.decode()
    assert [each.to[0][0] for each in mail.outbox] == ["b", "c", "d"]


def test_LS_9_a_strangers_sign_up_keeps_nobody_from_her_first_link(programme):
    member = make_member(programme, card=K1, surname="Esempio", email="reg@example.test")
    sign_up("reg@example.test", "198.51.100.7")
    mail.outbox.clear()
    ask("reg@example.test")
    (sent,) = mail.outbox
    assert choose(link_in(sent), "burung kuning di atap").status_code == 302
    assert MemberAccount.objects.get(pk=member.pk).email_confirmed_at
    assert gets_in("reg@example.test", "burung kuning di atap")
    assert not gets_in("reg@example.test", NEW_PASSWORD)


def test_LS_9_nor_do_many(programme):
    for number in range(6):
        sign_up("reg@example.test", f"198.51.{number}.7")
    member = make_member(programme, card=K1, surname="Esempio", email="reg@example.test")
    mail.outbox.clear()
    ask("reg@example.test")
    (sent,) = mail.outbox
    assert choose(link_in(sent), "burung kuning di atap").status_code == 302
    assert MemberAccount.objects.get(pk=member.pk).email_confirmed_at


def test_LS_8_a_link_to_the_address_of_before_chooses_no_password(programme):
    client = confirmed(programme)
    ask(K1)
    before = link_in(mail.outbox[-1])
    client.post("/me/profile/contact/", {"contact": "neu@example.test"})
    Client().post(link_in(mail.outbox[-1]))
    assert choose(before).status_code == 410
    assert MemberAccount.objects.get().email == "neu@example.test"


def test_LS_6_a_link_that_was_sent_before_a_claim_takes_nothing_from_it(programme):
    member = make_member(programme, card=K1, surname="Esempio", email="reg@example.test")
    ask("reg@example.test")
    before = link_in(mail.outbox[-1])
    assert claimed(Client()).status_code == 302
    assert choose(before).status_code == 410
    assert gets_in(K1)
    assert MemberAccount.objects.get().pk == member.pk


def test_LS_12_a_card_is_claimed_five_times_an_hour(programme):
    make_member(programme, card=K1, surname="Esempio")
    typed = {"card": K1, "surname": "x", "contact": "a@example.test", "password": NEW_PASSWORD}
    with time_machine.travel("2026-03-01T03:00:00Z"):
        codes = [Client().post("/me/with-card/", typed).status_code for _time in range(5)]
        right = Client(REMOTE_ADDR="198.51.100.7").post(
            "/me/with-card/", typed | {"surname": "Esempio"}
        )
    assert codes == [422] * 5
    assert right.status_code == 429


def test_LS_8_without_mail_staff_hand_over_a_link(programme, settings):
    settings.EMAIL_BACKEND = NO_MAIL
    member = make_member(programme, card=K1, surname="Esempio")
    token = new_link(member, LinkPurpose.PASSWORD, by=make_admin())
    assert choose(f"/me/password/{token}/").status_code == 302
    assert gets_in(K1, NEW_PASSWORD)


def test_LM_18_nobody_hands_over_a_link_for_their_own_record(programme):
    admin = make_admin(email="me@example.test")
    member = make_member(programme, surname="Esempio", email="me@example.test")
    with pytest.raises(MemberRefused):
        new_link(member, LinkPurpose.PASSWORD, by=admin)


def test_LS_11_a_member_changes_her_password_and_her_other_devices_are_out(programme):
    client, other = signed_in(programme), Client()
    sign_in(other, K1)
    old = {"current": "kucing biru di atas meja"}
    wrong = client.post("/me/password/", {"current": "x", "password": NEW_PASSWORD})
    assert wrong.status_code == 422
    assert client.post("/me/password/", old | {"password": NEW_PASSWORD}).status_code == 302
    assert client.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302
    assert gets_in(K1, NEW_PASSWORD)


def test_LM_15_an_erased_member_has_no_account_no_session_and_no_link(programme):
    client = signed_in(programme)
    erase(Member.objects.get().pk, by=make_admin(), reason="asked for it")
    assert client.get("/me/").status_code == 302
    assert MemberAccount.objects.count() == 0
    assert OneTimeLink.objects.count() == 0
    assert not gets_in(K1)


def test_LS_8_that_an_e_mail_is_taken_is_said_in_the_mail_alone(programme):
    confirmed(programme)
    client = signed_in(programme, K2, contact="a@example.test")
    assert "another account" in mail.outbox[-1].body
    assert "another account" not in client.get("/me/profile/").content.decode()
