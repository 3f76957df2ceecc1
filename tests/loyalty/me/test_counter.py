"""What admins do about an account at the counter (LS-8, LM-11, LM-18)."""

import pytest
from django.core import mail
from django.test import Client

from crm.audit.models import Event
from loyalty.models import DigitalCard, Member, MemberAccount
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.me.make import K1, gets_in, signed_in
from tests.make import make_admin
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "gajah hijau dekat sungai"


@pytest.fixture
def programme():
    return make_programme()


def path(more=""):
    return f"/loyalty/accounts/{Member.objects.get().pk}/{more}"


def test_LS_8_a_link_is_handed_over_once_as_address_and_code(programme, client_of):
    make_member(programme, card=K1, surname="Esempio")
    client = client_of(make_admin())
    page = parsed(client.post(path("link/")))
    assert page.all("svg", **{"class": "qr"})
    address = page.one("input", id="address")["value"]
    assert address not in client.get(path()).content.decode()
    Client().post(address.replace("http://testserver", ""), {"password": NEW_PASSWORD})
    assert gets_in(K1, NEW_PASSWORD)
    assert mail.outbox == []


def test_LS_8_a_contact_is_confirmed_at_the_counter_by_an_admin(programme, client_of):
    signed_in(programme, contact="0812-3456-7890")
    client = client_of(make_admin("budi"))
    page = parsed(client.get(path()))
    assert "0812-3456-7890" not in page.text
    form = page.one("form", action=path("confirm/"))
    fields = {each["name"]: each.get("value") for each in form.all("input")}
    assert client.post(path("confirm/"), fields | {"key": "+6281111111"}).status_code == 409
    client.post(path("confirm/"), fields)
    assert MemberAccount.objects.get().has_confirmed_contact
    event = Event.objects.about(Member.objects.get()).get(verb="confirm contact")
    assert event.actor_name == "budi"
    assert event.after == {"contact": "phone"}


def test_LM_11_admins_renew_a_lost_digital_card(programme, client_of):
    signed_in(programme).get("/me/card/")
    before = DigitalCard.objects.get().token
    client_of(make_admin()).post(path("card/renew/"))
    assert DigitalCard.objects.get().token != before


def test_LM_11_admins_withdraw_the_code_of_a_lost_phone(programme, client_of):
    browser = signed_in(programme)
    browser.get("/me/card/")
    before, client = DigitalCard.objects.get().token, client_of(make_admin())
    client.post(path("card/withdraw/"))
    assert client.get(f"/c/{before}").status_code == 404
    assert browser.get("/me/card/").context["card"].qr is None
    assert "is withdrawn" in client.get(path()).content.decode()
    assert Event.objects.about(Member.objects.get()).last().verb == "withdraw digital card"
    client.post(path("card/renew/"))
    assert browser.get("/me/card/").context["card"].qr is not None


@pytest.mark.parametrize("deed", ["link/", "card/renew/", "card/withdraw/", "confirm/"])
def test_LM_18_nobody_does_it_for_their_own_record(deed, programme, client_of):
    signed_in(programme, contact="0812-3456-7890")
    Member.objects.update(email_key="own@example.test")
    client = client_of(make_admin(email="own@example.test"))
    sent = {"sort": "phone", "key": "+6281234567890"}
    assert client.post(path(deed), sent).status_code == 422
    assert not MemberAccount.objects.get().has_confirmed_contact


def test_staff_open_no_account_of_a_member(programme, client_of, owner):
    make_member(programme, surname="Esempio")
    assert client_of(owner).get(path()).status_code == 403
