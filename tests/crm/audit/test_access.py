"""Issue 15, 6: who came in, who tried to, and what was taken along, is in history."""

import pytest
import time_machine
from django.utils import timezone

from crm.audit.models import Event
from tests.make import PASSWORD, make_deposit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_instant():
    """The windows of the rate limits must not end during a test."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def sign_in(client, username, password=PASSWORD):
    return client.post("/login/", {"username": username, "password": password})


def last_event(account):
    return Event.objects.about(account).last()


def test_coming_in_and_going_out_are_noted_with_the_address(client, owner):
    sign_in(client, owner.username)
    client.post("/logout/")
    events = Event.objects.about(owner)
    assert [event.verb for event in events] == ["sign in", "sign out"]
    assert [event.actor_id for event in events] == [owner.pk, owner.pk]
    assert [event.origin["address"] for event in events] == ["127.0.0.1", "127.0.0.1"]


def test_the_browser_is_known_from_the_second_time_on(client, owner):
    for _time in range(2):
        sign_in(client, owner.username)
        client.post("/logout/")
    marks = [event.origin["known"] for event in Event.objects.about(owner)]
    assert marks == [False, True, True, True]
    browsers = {event.origin["browser"] for event in Event.objects.about(owner)}
    assert len(browsers - {""}) == 1


def test_a_wrong_password_is_noted_and_by_nobody(client, owner):
    sign_in(client, owner.username, "not the passphrase")
    event = last_event(owner)
    assert event.verb == "sign-in failed"
    assert event.actor_id is None
    assert event.actor_name == "not signed in"


def test_a_name_of_nobody_is_noted_without_the_name(client, owner):
    sign_in(client, "correct horse battery", "not the passphrase")
    event = Event.objects.get()
    assert event.verb == "sign-in failed"
    assert event.subject != owner.pk
    assert "correct horse" not in f"{event.before}{event.after}{event.reason}{event.origin}"


def test_who_has_to_wait_is_noted_once(client, owner):
    for _try in range(13):
        sign_in(client, owner.username, "not the passphrase")
    verbs = [event.verb for event in Event.objects.about(owner)]
    assert verbs == ["sign-in failed"] * 10 + ["sign-in limited"]


@pytest.mark.parametrize(
    ("address", "view"),
    [("/omset/export/?preset=all&format=csv", "omset:export"), ("/bonuses/export/?format=csv", "")],
)
def test_every_file_that_is_taken_along_is_noted(address, view, admin, owner, product, client_of):
    make_deposit(owner, product, "x")
    answer = client_of(admin).get(address)
    assert answer.status_code == 200
    event = last_event(admin)
    assert event.verb == "export"
    assert event.after["page"] == (view or "bonuses:export")
    assert event.after["file"] in answer["Content-Disposition"]


def test_a_page_is_no_file(admin, client_of):
    client_of(admin).get("/omset/")
    assert last_event(admin) is None
