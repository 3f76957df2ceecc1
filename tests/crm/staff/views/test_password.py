import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from crm.audit.models import Event
from tests.make import PASSWORD

pytestmark = pytest.mark.django_db
URL = "/password/"
NEW = "horse staple battery"


def change(client, current=PASSWORD, password=NEW, repeated=None):
    fields = {"current": current, "password": password, "repeated": repeated or password}
    return client.post(URL, fields)


def test_RO_8_the_password_changes_and_this_session_stays(client_of, owner):
    client, elsewhere = client_of(owner), client_of(owner)
    assert change(client)["Location"] == "/profile/"
    owner.refresh_from_db()
    assert owner.check_password(NEW)
    assert [c.get(URL).status_code for c in (client, elsewhere)] == [200, 302]


@pytest.mark.parametrize(
    ("current", "password", "repeated", "field"),
    [
        ("wrong", NEW, NEW, "current"),
        ("", NEW, NEW, "current"),
        (PASSWORD, "eleven char", "eleven char", "password"),
        (PASSWORD, "123456789012", "123456789012", "password"),
        (PASSWORD, "password1234", "password1234", "password"),
        (PASSWORD, NEW, NEW + "!", "repeated"),
    ],
)
def test_RO_8_a_refused_change_says_why_beside_the_field(
    current, password, repeated, field, client_of, owner
):
    response = change(client_of(owner), current, password, repeated)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_SE_1_no_password_in_history(client_of, owner):
    change(client_of(owner))
    event = Event.objects.about(owner).get()
    assert event.verb == "set password"
    assert event.before == {}
    assert event.after == {}


def test_SE_2_guessing_the_current_password_waits_too(client_of, owner):
    client = client_of(owner)
    with time_machine.travel(timezone.now(), tick=False):
        statuses = [change(client, current="wrong").status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


def test_it_is_for_the_signed_in_only():
    assert Client().get("/password/")["Location"] == "/login/?next=/password/"
    assert change(Client())["Location"] == "/login/?next=/"
