"""A member has everything that is held about her, and nobody else has (LM-15)."""

import json

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.utils import timezone

from crm.audit.models import Event
from loyalty.accounts.digital_cards import token_of
from loyalty.members.page import held_account, held_data
from loyalty.members.page.held_data import hand_out
from loyalty.models import CardDispute, Member, MemberAccount, PointsAdjustment
from tests.loyalty.make import make_programme
from tests.loyalty.me.make import PASSWORD, link_in, signed_in
from tests.make import make_admin

pytestmark = pytest.mark.django_db
# Counted from others that are handed out.
COUNTED = {"MemberPoints"}


@pytest.fixture
def browser():
    client = signed_in(make_programme())
    MemberAccount.objects.update(is_proven=True)
    return client


def download(client, password=PASSWORD):
    return client.post("/me/data/", {"current": password})


def test_LM_15_a_member_downloads_what_is_held_with_her_password(browser):
    answer = download(browser)
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    assert "attachment" in answer["Content-Disposition"]
    held = json.loads(answer.content)
    assert held["member"]["surname"] == "Esempio"
    assert held["account"][0]["email"] == "a@example.test"
    assert len(held["devices"]) == 1
    event = Event.objects.about(Member.objects.get()).get(verb="hand out data")
    assert event.actor_name == "the member"


def test_LM_15_without_the_password_nothing_is_handed_out(browser):
    answer = download(browser, "kucing salah")
    assert answer.status_code == 422
    assert "Esempio" not in answer.content.decode()
    assert "This is not your current password" in answer.content.decode()
    assert not Event.objects.filter(verb="hand out data").exists()


def test_LM_15_a_password_cannot_be_guessed_there(browser):
    for _guess in range(5):
        assert download(browser, "kucing salah").status_code == 422
    assert download(browser).status_code == 429


def test_LS_6_whoever_took_a_card_gets_nothing_of_its_owner():
    client = signed_in(make_programme())
    Client().post(link_in(mail.outbox[-1]))
    Member.objects.update(email="pemilik@example.test")
    assert MemberAccount.objects.get().has_confirmed_contact
    assert not MemberAccount.objects.get().is_proven
    answer = download(client)
    assert "application/json" not in answer["Content-Type"]
    assert "pemilik" not in answer.content.decode()
    assert "ask at the counter" in client.get("/me/data/").content.decode()


def test_LM_15_what_opens_something_and_what_others_wrote_is_not_in_it(browser):
    browser.get("/me/card/")
    member = Member.objects.get()
    token = token_of(member)
    CardDispute.objects.create(
        programme=member.programme,
        member=member,
        card="1",
        contact="lain@example.test",
        text="Milik saya",
    )
    text = download(browser).content.decode()
    assert token not in text
    assert MemberAccount.objects.get().password not in text
    assert "lain@example.test" not in text
    assert "Milik saya" not in text
    assert len(json.loads(text)["disputes"]) == 1


def test_LM_15_adjustments_are_in_it_with_their_reason(browser):
    member, admin = Member.objects.get(), make_admin("boss")
    PointsAdjustment.objects.create(
        programme=member.programme, member=member, points=7, reason="maaf", asked_by=admin
    )
    held = hand_out(member, timezone.localdate(), by=admin)
    assert held["adjustments"][0]["reason"] == "maaf"


def test_LM_15_every_collection_about_a_member_is_in_it():
    about = {
        model.__name__
        for model in apps.get_app_config("loyalty").get_models()
        if any(field.attname == "member_id" for field in model._meta.concrete_fields)
    }
    named = {*vars(held_data), *vars(held_account)}
    by_the_page = {"Card", "ConsentStatement"}
    assert about - COUNTED - by_the_page - named == set()
