"""Before what cannot be taken back it is asked again who it is (issue 15, item 3)."""

import pytest
import time_machine
from bson import ObjectId
from django.test import Client

from crm.staff.models import User
from crm.staff.second_factor import recovery_codes
from tests.crm.staff.second_factor.make import make_phone
from tests.make import PASSWORD, make_master, make_staff
from tests.parsed import parsed
from tests.urls import every_url

pytestmark = pytest.mark.django_db
SENT = {
    *("bonuses:closing", "bonuses:reopen", "bonuses:plan_publish"),
    *("leave:fees_closing", "leave:fees_reopen"),
    *("staff:new", "staff:edit", "staff:set_password", "staff:second_factor_reset"),
    *("staff:recovery_codes", "staff:second_factor_remove"),
    *("witness:accept", "loyalty:account_link", "loyalty:dispute_hand_over"),
    *("loyalty:member_erase", "loyalty:draft_publish"),
}
READ = {"members:upload_rejects", "members:upload_skipped", "staff:second_factor_new"}
# Only where the address is another.
AT_TIMES = {"staff:profile"}
# Refused by the form, not by the question.
NOBODY = {"username": ""}
HERE = {"Referer": "http://testserver/staff/?q=x"}
ASKED = "/confirm/?next=%2Fstaff%2F%3Fq%3Dx"
URLS = {url.name: url for url in every_url()}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-03-02 09:00+07:00", tick=False) as clock:
        yield clock


def asking():
    return {
        name: url.view.asks_again for name, url in URLS.items() if hasattr(url.view, "asks_again")
    }


def test_these_views_ask_and_no_others():
    assert asking().keys() == SENT | READ | AT_TIMES
    assert {name for name, asked in asking().items() if asked.reads} == READ


@pytest.mark.parametrize("name", sorted(SENT | READ))
def test_each_asks_who_has_not_confirmed_and_no_other(name, client_of):
    boss, path = make_master(), URLS[name].path()
    send = Client.get if name in READ else Client.post
    assert send(client_of(boss, confirmed=False), path, headers=HERE)["Location"] == ASKED
    assert not send(client_of(boss), path).get("Location", "").startswith("/confirm/")


def test_htmx_leads_the_whole_page_there(client_of):
    client = client_of(make_master(), htmx=True, confirmed=False)
    answer = client.post(URLS["staff:edit"].path(), headers=HERE | {"HX-Request": "true"})
    assert answer["HX-Redirect"] == ASKED


def test_nothing_that_was_sent_is_sent_again(client_of, admin):
    person = make_staff("rina")
    client, path = client_of(admin, confirmed=False), f"/staff/{person.pk}/"
    form = {"name": "Rina Baru", "email": "", "role": "staff"}
    answer = client.post(path, form, headers={"Referer": f"http://testserver{path}"})
    back = client.post("/confirm/", {"password": PASSWORD, "next": path})
    assert answer["Location"].startswith("/confirm/?next=")
    assert back["Location"] == path
    assert "press the button once more" in parsed(client.get(path)).text
    assert User.objects.get(pk=person.pk).name == "rina"
    client.post(path, form)
    assert User.objects.get(pk=person.pk).name == "Rina Baru"


def test_whoever_has_a_second_factor_is_asked_for_a_code(client_of, admin, monkeypatch):
    monkeypatch.setattr(recovery_codes, "COST", 2)
    phone, client = make_phone(admin), client_of(admin, confirmed=False)
    assert client.post("/confirm/", {"password": PASSWORD}).status_code == 422
    assert client.post("/confirm/", {"code": phone.wrong_code()}).status_code == 422
    assert client.post("/staff/new/", {})["Location"].startswith("/confirm/")
    assert client.post("/confirm/", {"code": phone.code(), "next": "/staff/"}).status_code == 302
    assert client.post("/staff/new/", NOBODY).status_code == 422


def test_guesses_of_the_password_are_limited_as_when_signing_in(client_of, admin):
    client = client_of(admin, confirmed=False)
    guesses = [client.post("/confirm/", {"password": "no"}).status_code for _time in range(11)]
    assert guesses == [422] * 10 + [429]


def test_ten_minutes_later_it_is_asked_again(client, admin, clock):
    client.post("/login/", {"username": "admin", "password": PASSWORD})
    clock.shift(9 * 60 + 59)
    assert client.post("/staff/new/", NOBODY).status_code == 422
    clock.shift(1)
    assert client.post("/staff/new/", {})["Location"].startswith("/confirm/")


@pytest.mark.parametrize("email", ["new@omset.example", ""])
def test_the_own_address_alone_asks_in_the_profile(client_of, email):
    person = make_staff("rina", email="rina@omset.example")
    client = client_of(person, confirmed=False)
    form = {"name": "Rina Baru", "language": "", "theme": "dark"}
    assert (
        client.post("/profile/", form | {"email": "RINA@omset.example"})["Location"] == "/profile/"
    )
    answer = client.post("/profile/", form | {"email": email})
    assert answer["Location"].startswith("/confirm/")
    person.refresh_from_db()
    assert person.email == "rina@omset.example"


@pytest.mark.parametrize("way", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_confirming_never_leads_to_another_site(way, client_of, owner):
    client = client_of(owner, confirmed=False)
    assert client.post("/confirm/", {"password": PASSWORD, "next": way})["Location"] == "/"


def test_whom_the_rule_refuses_is_not_asked(client_of, owner):
    client = client_of(owner, confirmed=False)
    assert client.post(f"/staff/{ObjectId()}/password/").status_code == 403
