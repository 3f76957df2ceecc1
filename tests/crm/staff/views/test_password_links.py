"""Four eyes: an admin never chooses another's password; its owner does, by a one-time address."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.audit.models import Event
from crm.notifications.models import Notification
from crm.registry.secret_addresses import MASK, masked
from crm.staff.accounts import password_links, people
from crm.staff.models import PasswordLink, User
from tests.crm.staff.second_factor.make import make_phone
from tests.make import PASSWORD, deposit_form, make_admin, make_master, make_reservation
from tests.parsed import field_errors, parsed, text_of

pytestmark = pytest.mark.django_db
CHOSEN = "kuda hijau di atas bukit 7"
BOTH = {"password": CHOSEN, "repeated": CHOSEN}


def reset_address(person):
    return reverse("staff:set_password", args=[person.pk])


def address_in(page):
    """The address that an admin reads, without the host."""
    return parsed(page).one("input", id="address")["value"].removeprefix("http://testserver")


def spent(client, address):
    answers = [client.get(address), client.post(address, BOTH)]
    return [answer.status_code for answer in answers] == [410, 410]


@pytest.fixture
def address(owner, admin, client_of):
    return address_in(client_of(admin).post(reset_address(owner)))


def test_four_eyes_no_form_of_an_admin_has_a_field_for_a_password(owner, admin, client_of):
    client = client_of(admin)
    for page in ("/staff/new/", f"/staff/{owner.pk}/"):
        assert parsed(client.get(page)).all("input", type="password") == []


def test_four_eyes_an_admin_cannot_set_a_password_sign_in_with_it_and_approve_his_own_entry(
    client, owner, stranger, product, admin, client_of
):
    boss = make_admin("boss")
    make_reservation(stranger, product, "Budi", by=boss)
    master = client_of(make_master("top"))
    master.post(reset_address(boss), {"password": CHOSEN, "repeated": CHOSEN})
    boss.refresh_from_db()
    assert not boss.check_password(CHOSEN)
    client.post("/login/", {"username": "boss", "password": CHOSEN})
    client.post("/omset/new/", deposit_form(product, staff=owner.pk))
    assert not Event.objects.filter(verb="submit").exists()


def test_four_eyes_a_password_sent_with_a_new_account_is_nobodys(client, admin, client_of):
    new = {"username": "new", "role": "staff", "password": CHOSEN}
    address = address_in(client_of(admin).post("/staff/new/", new))
    person = User.objects.named("new").get()
    assert not person.check_password(CHOSEN)
    client.post(address, BOTH)
    person.refresh_from_db()
    assert person.check_password(CHOSEN)


def test_four_eyes_a_reset_ends_the_password_and_the_sessions_at_once(owner, admin, client_of):
    theirs = client_of(owner)
    client_of(admin).post(reset_address(owner))
    owner.refresh_from_db()
    assert not owner.check_password(PASSWORD)
    assert theirs.get("/omset/").status_code == 302


def test_four_eyes_the_owner_chooses_once_and_signs_in(client, owner, address):
    page = client.get(address)
    assert "Your username is owner." in text_of(page)
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert client.post(address, BOTH)["Location"] == "/login/"
    assert spent(client, address)
    answer = client.post("/login/", {"username": "owner", "password": CHOSEN})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("password", "repeated", "field"),
    [("short", "short", "password"), (CHOSEN, "other", "repeated"), ("", "", "password")],
)
def test_four_eyes_what_is_chosen_meets_the_same_rules(
    client, owner, address, password, repeated, field
):
    answer = client.post(address, {"password": password, "repeated": repeated})
    assert answer.status_code == 422
    assert f"id_{field}" in field_errors(answer)
    assert client.post(address, BOTH).status_code == 302


def test_four_eyes_the_address_is_for_its_owner_not_for_who_is_signed_in(
    owner, address, admin, client_of
):
    answer = client_of(admin).post(address, BOTH)
    assert answer.status_code == 409
    owner.refresh_from_db()
    assert not owner.check_password(CHOSEN)


def test_four_eyes_only_a_hash_is_stored(owner, address):
    token = address.removeprefix("/password/link/").rstrip("/")
    link = PasswordLink.objects.get()
    assert link.person_id == owner.pk
    assert link.token_hash == password_links.hash_of(token)
    assert token not in str(link.__dict__)


def test_four_eyes_no_log_has_the_secret(client, address, caplog):
    assert masked(f"GET {address}?x=1") == f"GET /password/link/{MASK}?x=1"


def _replaced(owner, by):
    people.reset_password(owner.pk, by=by)


def _deactivated(owner, by):
    people.deactivate(owner.pk, by=by)
    people.activate(owner.pk, by=by)


def _promoted(owner, by):
    people.edit(owner.pk, by=by, name=owner.name, email=owner.email, role="admin")


def _maker_left(owner, by):
    people.deactivate(User.objects.named("admin").get().pk, by=by)


def _maker_demoted(owner, by):
    people.edit(User.objects.named("admin").get().pk, by=by, name="a", email=None, role="staff")


@pytest.mark.parametrize("end", [_replaced, _deactivated, _promoted, _maker_left, _maker_demoted])
def test_four_eyes_an_address_ends_with_what_it_was_made_for(client, owner, address, end):
    end(owner, make_master("top"))
    assert spent(client, address)


def test_four_eyes_a_new_name_leaves_the_address_good(client, owner, address, admin):
    people.edit(owner.pk, by=admin, name="Rina", email=None, role="staff")
    assert client.get(address).status_code == 200


def test_four_eyes_an_address_ends_after_a_day(client, address):
    with time_machine.travel(timezone.now() + timedelta(hours=23, minutes=59), tick=False):
        assert client.get(address).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1), tick=False):
        assert spent(client, address)


def test_four_eyes_of_many_at_once_one_chooses(owner, admin):
    token = people.reset_password(owner.pk, by=admin).token

    def choose(number):
        try:
            people.choose_password(token, f"{CHOSEN} {number}")
        except people.SpentToken:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(choose, range(8))) == 1


def test_four_eyes_the_owner_and_master_admins_are_told(owner, admin):
    top, other = make_master("top"), make_master("other")
    people.reset_password(owner.pk, by=top)
    notices = {(each.user_id, each.kind): each.text for each in Notification.objects.all()}
    assert notices == {
        (owner.pk, "password-reset"): (
            "top has reset your password. If you did not agree on that, tell a master admin."
        ),
        (other.pk, "password-reset-of"): "top has reset the password of owner.",
    }


def test_four_eyes_history_says_who_reset_and_who_chose(client, owner, address):
    client.post(address, BOTH)
    events = Event.objects.about(owner)
    assert [(event.verb, event.actor_name) for event in events] == [
        ("reset password", "admin"),
        ("choose password", "owner"),
    ]


def test_four_eyes_the_page_of_an_address_is_limited(client):
    answers = [client.get(f"/password/link/{number}/").status_code for number in range(31)]
    assert answers == [410] * 30 + [429]


def test_issue_15_1_a_new_account_is_told_to_master_admins(admin, client_of):
    top = make_master("top")
    client_of(admin).post("/staff/new/", {"username": "new", "role": "staff"})
    told = [(each.user_id, each.text) for each in Notification.objects.all()]
    assert told == [(top.pk, "admin has made an account for new.")]


@pytest.fixture
def signed_out_again(client, admin):
    """The browser in which the admin has signed in, made an address and signed out."""
    client.post("/login/", {"username": "admin", "password": PASSWORD})
    return client


def test_issue_15_1_who_made_the_address_does_not_use_it_after_signing_out(
    signed_out_again, owner, admin
):
    client = signed_out_again
    address = address_in(client.post(reset_address(owner)))
    client.post("/logout/")
    answers = [client.get(address), client.post(address, BOTH)]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert "admin, who made this address, has signed in with this browser" in text_of(answers[0])
    owner.refresh_from_db()
    assert not owner.check_password(CHOSEN)
    # Nor in another one of theirs; its owner does, in one of their own.
    at_home = Client()
    at_home.post("/login/", {"username": "ADMIN", "password": PASSWORD})
    at_home.post("/logout/")
    assert at_home.post(address, BOTH).status_code == 409
    assert Client().post(address, BOTH).status_code == 302


@pytest.mark.parametrize(("used_at", "is_same"), [("127.0.0.1", True), ("10.9.8.7", False)])
def test_issue_15_1_history_says_who_made_the_address_and_whether_it_was_used_there(
    address, owner, used_at, is_same
):
    Client().post(address, BOTH, REMOTE_ADDR=used_at)
    event = Event.objects.about(owner).last()
    assert event.verb == "choose password"
    assert event.after == {"link_made_by": "admin", "is_same_address": is_same}
    assert event.origin["known"] is False


def test_issue_15_3_a_chosen_password_leaves_the_second_factor(client, owner, admin):
    make_phone(owner)
    token = people.reset_password(owner.pk, by=admin).token
    people.choose_password(token, CHOSEN)
    answer = client.post("/login/", {"username": "owner", "password": CHOSEN})
    assert answer["Location"].startswith("/login/code/")
    assert client.get("/omset/").status_code == 302
