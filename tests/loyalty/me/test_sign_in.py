"""Signing in as a member (LS-10 to LS-13), with the cases by their numbers."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from crm.audit.models import Event
from crm.mongo.inspection import recorded_commands
from loyalty.accounts.actor import THE_MEMBER
from loyalty.accounts.contacts import confirm_contact, contact_of, give_contact
from loyalty.accounts.sign_in import passwords
from loyalty.models import Card, Member, MemberAccount, MemberSession, MemberState
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.me.make import K1, K2, PASSWORD, gets_in, sign_in, signed_in
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
PHONE, OTHER_PHONE = "0812-3456-7890", "0812-1111-2222"
PASSWORD_OF_B = "gajah hijau dekat sungai"


@pytest.fixture
def programme():
    return make_programme()


def member_of(card):
    return MemberAccount.objects.get(pk=Card.objects.get(pk=card).member_id)


def give(card, typed, *, confirm=False):
    """Let the account of a card have a contact."""
    given = contact_of(typed, "ID")
    if confirm:
        confirm_contact(member_of(card).pk, given, by=THE_MEMBER)
    else:
        give_contact(member_of(card), given)


@pytest.mark.parametrize(
    "name", [" 2900-0000 00018", "USER@Example.test ", "0812-3456-7890", "+6281234567890"]
)
def test_case_119_every_name_of_an_account_opens_it(name, programme):
    signed_in(programme, contact="user@example.test")
    give(K1, PHONE)
    assert gets_in(name)


def test_LS_12_a_name_that_nobody_has_costs_the_same_commands(programme):
    signed_in(programme)
    commands = []
    for number, name in enumerate([K1, K2, "a@example.test", "nobody@example.test"]):
        with recorded_commands() as asked:
            sign_in(Client(REMOTE_ADDR=f"198.51.{number}.7"), name, "wrong")
        commands.append([(each.name, each.collection) for each in asked])
    assert commands[0] == commands[1]
    assert commands[2] == commands[3]


def both(programme, contact=PHONE):
    signed_in(programme, K1, contact=contact)
    signed_in(programme, K2, contact=contact, password=PASSWORD_OF_B)


def who_gets_in_by(name):
    return [gets_in(name, PASSWORD), gets_in(name, PASSWORD_OF_B)]


def test_case_120_a_phone_of_two_is_of_neither_and_both_get_in_by_card(programme, settings):
    settings.RATELIMIT_ENABLE = False
    both(programme)
    assert who_gets_in_by(PHONE) == [False, False]
    give(K1, PHONE, confirm=True)
    give(K2, PHONE, confirm=True)
    assert who_gets_in_by(PHONE) == [False, False]
    assert gets_in(K1, PASSWORD)
    assert gets_in(K2, PASSWORD_OF_B)


def test_case_120_after_one_has_another_phone_the_others_works(programme):
    both(programme)
    give(K1, OTHER_PHONE)
    assert who_gets_in_by(PHONE) == [False, True]


def test_case_120_a_stranger_who_signs_up_with_a_confirmed_phone_takes_nothing(programme):
    signed_in(programme, K2, contact=PHONE, password=PASSWORD_OF_B)
    give(K2, PHONE, confirm=True)
    signed_in(programme, K1, contact=PHONE)
    assert who_gets_in_by(PHONE) == [False, True]


def test_case_121_digits_that_are_a_card_and_a_phone_are_of_neither(programme):
    digits = "081234567890"
    both(programme, contact="x@example.test")
    make_member(programme, card=digits, name="Ani", surname="Esempio")
    signed_in_card = Client()
    typed = {"card": digits, "surname": "Esempio", "contact": "y@example.test"}
    signed_in_card.post("/me/with-card/", typed | {"password": PASSWORD})
    assert gets_in(digits)
    give(K2, digits)
    assert who_gets_in_by(digits) == [False, False]


def test_case_122_five_wrong_passwords_close_a_name_and_an_address_for_15_minutes(programme):
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    with time_machine.travel("2026-03-01T03:00:30Z") as clock:
        signed_in(programme, K1)
        signed_in(programme, K2, contact="b@example.test")
        for _time in range(5):
            assert sign_in(Client(), K1, "wrong").status_code == 422
        limited = sign_in(Client(), K1)
        assert limited.status_code == 429
        assert int(limited["Retry-After"]) > 0
        assert sign_in(Client(**elsewhere), K1).status_code == 429
        assert sign_in(Client(**elsewhere), "a@example.test").status_code == 429
        assert sign_in(Client(**elsewhere), K2).status_code == 302
        clock.shift(timedelta(minutes=15))
        assert gets_in(K1)


def test_case_123_an_unknown_name_and_a_wrong_password_are_answered_alike(programme, monkeypatch):
    signed_in(programme)
    hashes = []
    make, check = passwords.make_password, passwords.check_password
    monkeypatch.setattr(passwords, "make_password", lambda *a: hashes.append(1) or make(*a))
    monkeypatch.setattr(passwords, "check_password", lambda *a: hashes.append(1) or check(*a))
    wrong = sign_in(Client(), K1, "wrong")
    assert len(hashes) == 1
    unknown = sign_in(Client(), "2900000000094", "wrong")
    assert len(hashes) == 2
    assert wrong.status_code == unknown.status_code == 422
    assert parsed(wrong).text == parsed(unknown).text
    assert "card number" in parsed(wrong).text


@pytest.mark.parametrize("state", [MemberState.BLOCKED, MemberState.CLOSED])
def test_LM_4_who_is_blocked_or_closed_is_out_and_does_not_get_in(state, programme):
    client = signed_in(programme)
    Member.objects.update(state=state)
    assert client.get("/me/").status_code == 302
    assert not gets_in(K1)


def test_LS_13_the_cookie_is_of_the_members_area_alone(programme, settings):
    settings.SESSION_COOKIE_SECURE = True
    cookie = signed_in(programme).cookies["__Secure-member"]
    assert cookie["path"] == "/me/"
    assert cookie["samesite"] == "Lax"
    assert cookie["httponly"]
    assert cookie["secure"]
    assert MemberSession.objects.filter(pk=cookie.value).count() == 0


def test_LS_13_a_session_ends_30_days_after_it_was_used_and_after_180_in_all(programme):
    with time_machine.travel("2026-01-01T03:00:00Z") as clock:
        client = signed_in(programme)
        for _month in range(6):
            clock.shift(timedelta(days=29))
            assert client.get("/me/").status_code == 200
        clock.shift(timedelta(days=7))
        assert client.get("/me/").status_code == 302
        other = Client()
        sign_in(other, K1)
        clock.shift(timedelta(days=31))
        assert other.get("/me/").status_code == 302


def test_LS_13_the_page_that_was_wanted_opens_after_signing_in(programme):
    signed_in(programme)
    client = Client()
    address = client.get("/me/devices/")["Location"]
    assert address == "/me/login/?next=%2Fme%2Fdevices%2F"
    login = parsed(client.get(address)).one("form", action="/me/login/")
    wanted = login.one("input", name="next")["value"]
    sent = {"name": K1, "password": PASSWORD, "next": wanted}
    assert client.post("/me/login/", sent)["Location"] == "/me/devices/"


@pytest.mark.parametrize("wanted", ["/omset/", "//evil.test/me/", "https://evil.test", "/me/\\x"])
def test_LS_13_it_leads_nowhere_else(wanted, programme):
    signed_in(programme)
    sent = {"name": K1, "password": PASSWORD, "next": wanted}
    assert Client().post("/me/login/", sent)["Location"] == "/me/"


def test_LS_13_a_member_sees_her_devices_and_ends_them(programme):
    client, other = signed_in(programme), Client(HTTP_USER_AGENT="Firefox on Android")
    sign_in(other, K1)
    page = parsed(client.get("/me/devices/"))
    assert "Firefox, Android" in page.text
    (form,) = [each for each in page.all("form") if "/devices/" in each.get("action")][:1]
    client.post(form["action"])
    assert other.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200


def test_LS_13_ending_the_others_keeps_this_one(programme):
    client, other = signed_in(programme), Client()
    sign_in(other, K1)
    client.post("/me/devices/others/")
    assert other.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200


def test_LS_13_nobody_ends_the_device_of_another(programme):
    client, stranger = signed_in(programme), signed_in(programme, K2, contact="b@example.test")
    page = parsed(client.get("/me/devices/"))
    sign_in(Client(), K1)
    page = parsed(client.get("/me/devices/"))
    (form,) = [each for each in page.all("form") if "/devices/" in each.get("action")][:1]
    stranger.post(form["action"])
    assert MemberSession.objects.filter(member_id=member_of(K1).pk).count() == 2


def test_history_says_who_came_in_and_went_out_and_who_failed(programme):
    client = signed_in(programme)
    sign_in(Client(), K1, "wrong")
    client.post("/me/logout/")
    events = Event.objects.about(Member.objects.get())
    verbs = {event.verb: event.actor_name for event in events}
    assert verbs["sign in"] == "the member"
    assert verbs["sign out"] == "the member"
    assert verbs["sign-in failed"] == "not signed in"
