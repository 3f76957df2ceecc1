"""A member's own pages: overview, profile, consents, card (LA-2, LA-7, LM-11)."""

from datetime import date

import pytest
from django.core import mail
from django.test import Client

from crm.audit.models import Event
from loyalty.accounts.digital_cards import member_scanned
from loyalty.members.consents import consents_of
from loyalty.members.merges import merge
from loyalty.models import DigitalCard, Member, MemberAccount
from loyalty.rules.consents import Consent, ConsentSubject
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.me.make import K1, K2, PASSWORD, claimed, link_in, signed_in
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme()


def profile_of(client):
    """The fields of the profile's form, as the page shows them."""
    form = parsed(client.get("/me/profile/")).one("form", action="/me/profile/")
    fields = {each["name"]: each.get("value") for each in form.all("input")}
    return fields | {"sex": "F"}


def test_LA_7_what_is_saved_is_shown_as_stored(programme):
    client = signed_in(programme)
    MemberAccount.objects.update(is_proven=True)
    typed = {"place": "Bandung", "birth_date": "1990-02-03", "postcode": "40111"}
    assert client.post("/me/profile/", profile_of(client) | typed).status_code == 302
    shown = profile_of(client)
    assert {name: shown[name] for name in typed} == typed
    event = Event.objects.about(Member.objects.get()).get(verb="edit")
    assert event.actor_name == "the member"
    assert event.after["place"] == "Bandung"


WHO = {"name": "Ira", "surname": "Lain", "birth_date": "1990-02-03"}


def who_she_is():
    member = Member.objects.get()
    return member.name, member.surname, str(member.birth_date or "")


def test_LS_6_whoever_took_a_card_makes_no_proof_of_its_owner_wrong(programme):
    client = signed_in(programme)
    assert "Ask at the counter to change it." in text_of(client.get("/me/profile/"))
    assert not {"surname", "birth_date"} & set(profile_of(client))
    # What they confirm is not what the registry had, also a second time.
    for _time in range(2):
        Client().post(link_in(mail.outbox[-1]))
        client.post("/me/profile/contact/", {"contact": "a@example.test"})
    assert client.post("/me/profile/", profile_of(client) | WHO).status_code == 302
    assert who_she_is() == ("Ira", "Esempio", "")
    noted = Event.objects.get(verb="fields ignored")
    assert noted.after["fields"] == "birth_date, surname"


def test_LS_6_whoever_took_a_card_does_not_read_what_its_owner_is_asked_for(programme):
    client = signed_in(programme)
    Member.objects.update(birth_date=date(1990, 2, 3))
    unproven = client.get("/me/profile/").content.decode()
    assert "1990" not in unproven
    assert "••••" in unproven
    MemberAccount.objects.update(is_proven=True)
    assert profile_of(client)["birth_date"] == "1990-02-03"


def test_LS_6_nor_of_who_has_one_name_only(programme):
    make_member(programme, card=K1, name="Esempio")
    client = Client()
    claimed(client)
    assert client.post("/me/profile/", profile_of(client) | WHO).status_code == 302
    assert who_she_is() == ("Esempio", "", "")


def test_LS_6_with_the_contact_of_the_registry_confirmed_she_says_who_she_is(programme):
    make_member(programme, card=K1, name="Ana", surname="Esempio", email="A@Example.test")
    client = Client()
    claimed(client)
    assert "surname" not in profile_of(client)
    Client().post(link_in(mail.outbox[-1]))
    assert client.post("/me/profile/", profile_of(client) | WHO).status_code == 302
    assert who_she_is() == tuple(WHO.values())


def test_LS_6_so_does_who_signed_up_as_new(programme):
    client = Client()
    typed = {"name": "Ana", "contact": "a@example.test", "place": "Solo", "password": PASSWORD}
    assert client.post("/me/new/", typed).status_code == 302
    assert client.post("/me/profile/", profile_of(client) | WHO).status_code == 302
    assert who_she_is() == tuple(WHO.values())


def test_LM_8_of_two_editors_the_second_is_refused_with_what_is_stored(programme):
    client = signed_in(programme)
    fields = profile_of(client)
    client.post("/me/profile/", fields | {"place": "Bandung"})
    answer = client.post("/me/profile/", fields | {"place": "Solo"})
    assert answer.status_code == 409
    assert parsed(answer).one("input", name="place")["value"] == "Bandung"


def test_LM_6_her_consents_are_hers_and_only_what_changes_is_said(programme):
    client = signed_in(programme)
    said = dict.fromkeys((subject.name.lower() for subject in ConsentSubject), "unknown")
    client.post("/me/profile/consents/", said | {"marketing": "no"})
    consents = consents_of(Member.objects.get().pk)
    assert consents[ConsentSubject.MARKETING] == Consent.NO
    assert consents[ConsentSubject.NEWSLETTER] == Consent.UNKNOWN


def test_LA_7_a_member_reads_and_writes_nothing_of_another(programme):
    client = signed_in(programme)
    signed_in(programme, K2, contact="b@example.test")
    client.post("/me/profile/", profile_of(client) | {"name": "Ira", "member": "x", "pk": "x"})
    assert sorted(Member.objects.values_list("name", flat=True)) == ["Ana", "Ira"]


def test_LM_11_the_card_shows_number_first_name_barcode_and_code(programme):
    page = parsed(signed_in(programme).get("/me/card/"))
    card = page.one("section", **{"class": "member-card"})
    assert card.one("h1").text == "Ana"
    assert K1 in card.text
    assert [each["class"] for each in card.all("svg")] == ["barcode", "qr"]


def test_case_101_a_number_with_a_wrong_check_digit_is_no_barcode(programme):
    page = parsed(signed_in(programme, "2900000000019").get("/me/card/"))
    card = page.one("section", **{"class": "member-card"})
    assert [each["class"] for each in card.all("svg")] == ["qr"]


def test_LM_11_the_card_that_a_phone_keeps_holds_nothing_else(programme):
    client = signed_in(programme)
    text = parsed(client.get("/me/card/kept/")).one("body").text
    assert text == f"Ana {K1}"
    worker = client.get("/me/sw.js").content.decode()
    assert '"/me/card/kept/"' in worker
    assert worker.count("cache.put(") == 1


def tokens():
    return list(DigitalCard.objects.order_by("since").values_list("token", flat=True))


def test_case_106_a_renewed_code_opens_the_member_for_staff_and_nobody_else(
    programme, client_of, owner
):
    client = signed_in(programme)
    client.get("/me/card/")
    (old,) = tokens()
    staff = client_of(owner)
    assert "Ana" in parsed(staff.get(f"/c/{old}")).one("h1").text
    client.post("/me/card/renew/")
    (new,) = tokens()
    for who in (staff, client, Client()):
        assert who.get(f"/c/{old}").status_code == 404
    assert staff.get(f"/c/{new}").status_code == 200
    for stranger in (client, Client()):
        answer = stranger.get(f"/c/{new}")
        assert answer.status_code == 404
        assert "Ana" not in answer.content.decode()
    assert staff.get(f"/c/{Member.objects.get().pk}").status_code == 404


def test_LM_11_LM_14_the_code_of_who_was_merged_opens_the_one_she_is_now(
    programme, client_of, owner, admin
):
    client = signed_in(programme)
    client.get("/me/card/")
    (token,) = tokens()
    now = make_member(programme, name="Sari", surname="Contoh")
    before = Member.objects.exclude(pk=now.pk).get()
    merge(before.pk, now.pk, by=admin, reason="one person")
    assert member_scanned(token) == now


def test_section_1_5_a_scan_says_first_name_and_tier(programme, client_of, owner, monkeypatch):
    client = signed_in(programme)
    client.get("/me/card/")
    monkeypatch.setattr("loyalty.views.me.card.may_see", lambda _user, _member: False)
    page = parsed(client_of(owner).get(f"/c/{tokens()[0]}"))
    assert page.one("h1").text == "Ana"
    assert "Bronze" in page.text


def test_case_106_tokens_are_128_bits_that_share_no_pattern(programme):
    for card in (K1, K2):
        signed_in(programme, card, contact=f"{card}@example.test").get("/me/card/")
    first, second = tokens()
    assert len(first) == len(second) == 22
    assert first[:4] != second[:4]
    assert first[-4:] != second[-4:]


def test_LM_11_a_withdrawn_code_opens_nothing_and_the_card_has_none_until_one_is_made(
    programme, client_of, owner
):
    client, staff = signed_in(programme), client_of(owner)
    client.get("/me/card/")
    (old,) = tokens()
    client.post("/me/card/withdraw/")
    assert staff.get(f"/c/{old}").status_code == 404
    for path in ("/me/card/", "/me/card/kept/"):
        card = parsed(client.get(path)).one("section", **{"class": "member-card"})
        assert [each["class"] for each in card.all("svg")] == ["barcode"]
        assert K1 in card.text
    assert "Withdraw this code" not in client.get("/me/card/").content.decode()
    client.post("/me/card/renew/")
    (new,) = tokens()
    assert "Ana" in parsed(staff.get(f"/c/{new}")).one("h1").text
    assert staff.get(f"/c/{old}").status_code == 404


def test_LM_11_an_admin_who_scans_reaches_the_members_page(programme, client_of, admin):
    signed_in(programme).get("/me/card/")
    answer = client_of(admin).get(f"/c/{tokens()[0]}")
    assert answer["Location"] == f"/loyalty/members/{Member.objects.get().pk}/"


def test_LM_11_staff_who_scan_see_a_first_name_and_no_contact(programme, client_of, owner):
    client = signed_in(programme)
    client.get("/me/card/")
    page = client_of(owner).get(f"/c/{tokens()[0]}").content.decode()
    assert "Esempio" not in page
    assert "a@example.test" not in page


def test_LA_10_pages_are_light_and_hold_no_script_but_the_cards(programme):
    client = signed_in(programme)
    for path in ("/me/", "/me/profile/", "/me/devices/", "/me/password/", "/me/data/"):
        page = client.get(path)
        assert parsed(page).all("script") == []
        assert len(page.content) < 20_000
    card = client.get("/me/card/")
    assert len(parsed(card).all("script")) == 1
    assert len(card.content) < 15_000


def test_LM_11_the_codes_follow_the_one_setting_of_the_public_address(programme, settings):
    settings.PUBLIC_ADDRESS = "https://card.example.test/"
    client = signed_in(programme)
    assert client.get("/me/card/").context["card"].qr.modules > 0
    make_member(programme, surname="Lain")


def test_how_to_choose_a_password_is_in_the_readers_language_LA_10(programme):
    make_member(programme, card=K1, surname="Esempio")
    page = Client().get("/me/with-card/", headers={"accept-language": "id"})
    assert "Sedikitnya 8 karakter" in page.content.decode()
