"""Signing up with a card, or as somebody new (LS-2 to LS-5, LS-7), with the cases by number."""

import pytest
from django.test import Client

from crm.audit.models import Event
from loyalty.accounts.sign_in import limits
from loyalty.models import Card, Member, MemberAccount
from loyalty.views.me import forms
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.me.make import CLAIM, K1, K2, K3, PASSWORD, claimed, gets_in
from tests.omset.test_concurrency import at_once
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
UNKNOWN = "2900000000094"


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def registry(programme):
    make_member(programme, card=K1, name="Ana", surname="Esempio", email="rahasia@example.test")
    make_member(programme, card=K2, name="Dewi", surname="Prova")
    make_member(programme, card=K3, name="Contoh")


def said(answer):
    """What the page says, without what was typed."""
    return parsed(answer).text


def accounts():
    return MemberAccount.objects.count()


def test_case_115_card_and_surname_open_an_account(registry, client):
    assert claimed(client)["Location"] == "/me/"
    assert gets_in(K1)


def test_case_115_another_card_with_a_wrong_surname_is_answered_as_one_that_nobody_has(registry):
    client = Client()
    claimed(client)
    wrong = claimed(client, card=K2)
    unknown = claimed(client, card=UNKNOWN)
    assert wrong.status_code == 422
    assert unknown.status_code == 422
    assert said(wrong) == said(unknown)
    assert accounts() == 1


def test_LS_4_nothing_of_the_registry_is_shown_before_the_account_exists(registry, client):
    answers = [claimed(client, surname=name) for name in ("Prova", "")]
    assert [answer.status_code for answer in answers] == [422, 422]
    for answer in answers:
        page = answer.content.decode()
        assert "Ana" not in page
        assert "rahasia" not in page


def test_LS_4_a_contact_of_the_registry_is_not_shown_after_it_either(registry, client):
    claimed(client)
    page = client.get("/me/profile/").content.decode()
    assert "a@example.test" in page
    assert "rahasia" not in page


@pytest.mark.parametrize("typed", ["Esempio", " ESEMPIO", "esémpio", "e-sempio"])
def test_case_108_a_surname_is_compared_without_accents_case_and_punctuation(
    typed, registry, client
):
    assert claimed(client, surname=typed).status_code == 302


@pytest.mark.parametrize(("typed", "status"), [("contoh", 302), ("", 422), ("Con", 422)])
def test_case_107_who_has_one_name_claims_by_it(typed, status, registry, client):
    assert claimed(client, card=K3, surname=typed).status_code == status


def test_case_102_a_card_number_is_typed_with_blanks_and_hyphens(registry, client):
    assert claimed(client, card=" 2900-0000 0001 8").status_code == 302


def test_LM_9_an_inactive_card_is_not_claimed_online(registry, client):
    Card.objects.filter(pk=K1).update(is_active=False)
    assert claimed(client).status_code == 422
    assert accounts() == 0


def test_case_116_of_16_claims_at_once_one_wins_and_history_has_one(registry, settings):
    settings.RATELIMIT_ENABLE = False
    answers = at_once(*[lambda: claimed(Client())] * 16)
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [302] + [409] * 15
    assert accounts() == 1
    assert Event.objects.filter(verb="open account").count() == 1


def test_case_117_that_a_card_is_taken_is_said_to_who_knows_its_surname(registry):
    claimed(Client())
    right = claimed(Client())
    assert right.status_code == 409
    assert "already has an account" in said(right)
    assert parsed(right).all("form", action="/me/dispute/")
    wrong = claimed(Client(), surname="Prova")
    assert said(wrong) == said(claimed(Client(), card=UNKNOWN))


NEW = {"name": "Siti", "contact": "0812-3456-7890", "place": "Bandung", "password": PASSWORD}


def test_case_118_fields_that_the_form_does_not_have_are_ignored_and_noted(registry, client):
    sent = NEW | {"points": "9999", "tier": "Platinum", "card_number": K2}
    assert client.post("/me/new/", sent).status_code == 302
    member = Member.objects.get(name="Siti")
    assert Card.objects.get(member=member).pk == "2990000000002"
    assert member.opening_points is None
    event = Event.objects.get(verb="fields ignored")
    assert event.after["fields"] == "card_number, points, tier"


def test_LS_12_strangers_fill_no_history_and_weigh_no_password_without_end(
    registry, client, monkeypatch
):
    monkeypatch.setattr(limits, "CHOICES_FROM_ADDRESS", 2)
    for path in ("/me/new/", "/me/with-card/"):
        assert client.post(path, {"points": "9999"}).status_code == 422
    assert client.post("/me/login/", {"points": "9999"}).status_code == 422
    assert not Event.objects.filter(verb="fields ignored").exists()
    monkeypatch.setattr(forms, "refuse_weak", never)
    assert client.post("/me/new/", NEW).status_code == 429
    assert claimed(client).status_code == 429


def never(*_arguments):
    raise AssertionError("the password was weighed")


def test_LS_2_somebody_new_gets_a_member_an_account_and_history_says_that_it_was_she(client, db):
    programme = make_programme()
    client.post("/me/new/", NEW)
    member = Member.objects.get(programme=programme)
    assert member.place == "Bandung"
    assert member.phone_key == "+6281234567890"
    assert MemberAccount.objects.get(pk=member.pk).phone_key == "+6281234567890"
    events = Event.objects.about(member)
    assert {event.actor_name for event in events} == {"the member"}
    assert {event.actor_id for event in events} == {None}


def test_LS_2_of_several_programmes_somebody_new_chooses_one(client, db):
    make_programme()
    programme = make_programme()
    assert client.post("/me/new/", NEW).status_code == 422
    assert client.post("/me/new/", NEW | {"programme": programme.pk}).status_code == 302
    assert Member.objects.get().programme == programme


@pytest.mark.parametrize("password", ["short1", "password123", "12345678901", "esempio1"])
def test_LS_11_a_short_or_common_password_is_refused(password, registry, client):
    answer = claimed(client, password=password)
    assert answer.status_code == 422
    assert "password" in answer.context["form"].errors
    assert accounts() == 0


def test_LS_11_a_password_is_stored_as_the_products_own_are(registry, client, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    claimed(client)
    assert MemberAccount.objects.get().password.startswith("argon2")


@pytest.mark.parametrize("typed", ["x", "a@", "123"])
def test_LS_2_what_is_no_contact_is_said_at_its_field(typed, registry, client):
    answer = claimed(client, contact=typed)
    assert list(answer.context["form"].errors) == ["contact"]


def test_LS_3_a_claim_needs_every_field_of_its_own(registry, client):
    for missing in CLAIM:
        sent = {name: value for name, value in CLAIM.items() if name != missing}
        assert client.post("/me/with-card/", sent).status_code == 422
    assert accounts() == 0
