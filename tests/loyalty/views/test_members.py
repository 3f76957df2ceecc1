"""The list of members, finding one, and who sees whom (LM-19, 1.5, LI-7)."""

import pytest

from crm.audit.models import Event
from loyalty.members import links, lists
from loyalty.members.search import absent_cards
from loyalty.models import Member
from tests.loyalty.make import make_member, make_programme
from tests.make import make_reservation
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db
K1 = "2900000000018"
EMAIL, PHONE = "rahasia@contoh.test", "0812 3456 7890"


@pytest.fixture
def programme(product):
    return make_programme("Kartu", products=[product])


@pytest.fixture
def held(programme, product, owner, admin):
    """A member who is a customer of `owner`."""
    make_reservation(owner, product, "ana", by=admin)
    member = make_member(
        programme, surname="Contoh", email=EMAIL, phone=PHONE, street="Jalan Kecil"
    )
    links.link(member.pk, "ANA", by=admin, reason="x")
    return member


def names(response):
    rows = parsed(response).all("tr")
    return [row.one("th").text for row in rows if row.get("id").startswith("member-")]


def looked_for(client, text):
    return client.post("/loyalty/members/find/", {"q": text}, follow=True)


def test_every_member_is_reached_page_by_page_with_the_total_LM_19(
    client_of, admin, programme, monkeypatch
):
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    for number in range(5):
        make_member(programme, surname=f"Contoh {number}")
    client, url, seen = client_of(admin), "/loyalty/members/", []
    while url:
        page = client.get(url)
        assert "5 members" in text_of(page)
        seen += names(page)
        following = parsed(page).all("a", rel="next")
        url = f"/loyalty/members/{following[0]['href']}" if following else ""
    assert seen == [f"Contoh {number}" for number in range(5)]


@pytest.mark.parametrize("typed", [K1, " 2900-0000 0001 8", "contoh", "rahasia@", "081234"])
def test_case_102_a_search_finds_by_card_name_e_mail_and_phone_LM_19(
    client_of, admin, programme, typed
):
    make_member(programme, card=K1, surname="Contoh", email=EMAIL, phone=PHONE)
    make_member(programme, surname="Lain")
    page = looked_for(client_of(admin), typed)
    assert names(page) == ["Contoh"]
    assert "1 member" in text_of(page)


def test_what_is_looked_for_stands_in_no_address(client_of, admin, programme):
    make_member(programme, surname="Contoh")
    answer = client_of(admin).post("/loyalty/members/find/", {"q": "contoh"})
    assert "contoh" not in answer["Location"].lower()


@pytest.mark.parametrize("typed", ["co", ".*", "$ne:"])
def test_too_little_or_a_pattern_finds_nobody_LM_19(client_of, admin, programme, typed):
    make_member(programme, surname="Contoh")
    assert names(looked_for(client_of(admin), typed)) == []


def test_a_list_of_a_state_has_those_alone(client_of, admin, programme):
    closed = make_member(programme, surname="Tutup")
    make_member(programme, surname="Buka")
    Member.objects.filter(pk=closed.pk).update(state="closed")
    page = client_of(admin).get("/loyalty/members/?state=closed")
    assert names(page) == ["Tutup"]
    assert "1 member" in text_of(page)


def test_LI_15_who_is_missing_in_the_newest_registry_is_listed(client_of, admin, programme):
    missing = make_member(programme, surname="Hilang")
    make_member(programme, surname="Ada")
    Member.objects.filter(pk=missing.pk).update(missing_since_batch=3)
    assert names(client_of(admin).get("/loyalty/members/?state=missing")) == ["Hilang"]


def test_case_103_twelve_digits_suggest_the_member_to_admins(client_of, admin, programme):
    make_member(programme, card=K1, surname="Contoh")
    page = looked_for(client_of(admin), "290000000001")
    assert names(page) == ["Contoh"]
    make_member(programme, card="2900000000025", surname="Dua")
    page = looked_for(client_of(admin), "290000000002")
    assert names(page) == ["Dua"]


def test_case_101_a_wrong_check_digit_is_found_as_another_card_alone(client_of, admin, programme):
    make_member(programme, card=K1, surname="Benar")
    make_member(programme, card="2900000000019", surname="Salah")
    assert names(looked_for(client_of(admin), "2900000000019")) == ["Salah"]


def test_LI_7_what_imports_know_of_an_absent_card_is_said(client_of, admin, programme, monkeypatch):
    monkeypatch.setattr(absent_cards, "_sources", [])
    absent_cards.register(
        lambda of, digits: [absent_cards.AbsentCard(f"{of}: {digits} was rejected", "/loyalty/")]
    )
    page = looked_for(client_of(admin), "2900000000094")
    assert "No member has the card 2900000000094" in text_of(page)
    assert "Kartu: 2900000000094 was rejected" in text_of(page)


def test_1_5_staff_see_the_members_whom_they_hold_alone(
    client_of, owner, stranger, programme, held
):
    other = make_member(programme, surname="Lain")
    client = client_of(owner)
    assert names(client.get("/loyalty/members/")) == ["Contoh"]
    assert "1 member" in text_of(client.get("/loyalty/members/"))
    assert names(looked_for(client, "lain")) == []
    assert client.get(f"/loyalty/members/{held.pk}/").status_code == 200
    assert client.get(f"/loyalty/members/{other.pk}/").status_code == 404
    assert client_of(stranger).get(f"/loyalty/members/{held.pk}/").status_code == 404
    assert client_of(stranger).post(f"/loyalty/members/{held.pk}/contacts/").status_code == 404


def test_1_5_a_link_in_another_product_is_nobodys_customer(
    client_of, owner, programme, product, admin
):
    other = make_programme("Lain")
    make_reservation(owner, product, "ana", by=admin)
    member = make_member(other, surname="Contoh")
    links.link(member.pk, "ana", by=admin, reason="x")
    assert client_of(owner).get(f"/loyalty/members/{member.pk}/").status_code == 404


def test_1_5_contacts_are_masked_for_staff_and_looking_at_them_is_noted(client_of, owner, held):
    client = client_of(owner)
    for path in ("/loyalty/members/", f"/loyalty/members/{held.pk}/"):
        page = client.get(path).content.decode()
        assert EMAIL not in page
        assert PHONE not in page
        assert "Jalan Kecil" not in page
        assert "••••890" in page
    shown = client.post(f"/loyalty/members/{held.pk}/contacts/").content.decode()
    assert EMAIL in shown
    assert PHONE in shown
    event = Event.objects.about(held).last()
    assert event.verb == "reveal contacts"
    assert event.actor_name == owner.name


def test_1_5_admins_see_contacts_as_they_are(client_of, admin, held):
    page = text_of(client_of(admin).get(f"/loyalty/members/{held.pk}/"))
    assert EMAIL in page
    assert PHONE in page


@pytest.mark.parametrize("deed", ["state", "cards/attach", "links/add", "merge", "edit", "own"])
def test_1_5_staff_decide_nothing(client_of, owner, held, deed):
    assert client_of(owner).post(f"/loyalty/members/{held.pk}/{deed}/").status_code == 403


def test_the_palette_finds_members_as_their_list_does(client_of, owner, admin, programme, held):
    make_member(programme, surname="Contohkan")

    def found(person):
        groups = client_of(person).post("/search/", {"q": "contoh"}).context["groups"]
        return [
            hit.label for group in groups if group.id == "loyalty_members" for hit in group.hits
        ]

    assert found(admin) == ["Contoh", "Contohkan"]
    assert found(owner) == ["Contoh"]
