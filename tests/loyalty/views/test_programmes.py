"""Programmes and stores on their pages (LM-2, LM-3, LM-7, LM-16)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from crm.audit.models import Event
from loyalty.members import links
from loyalty.models import Programme, ProgrammeProduct, ProgrammeVersion, Store, Till, VersionDraft
from loyalty.programmes.drafts import draft_of, save_draft, terms_of
from loyalty.programmes.terms_form import initial_of
from loyalty.rules.programmes import DEFAULT, PRESETS, StorePurchases
from tests.loyalty.make import make_member, make_programme
from tests.make import make_deposit, make_product
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db
APRIL_15 = "2026-04-15T10:00:00+07:00"


@pytest.fixture
def programme(product):
    return make_programme("Kartu", products=[product])


@pytest.fixture
def send(client_of, programme):
    """send(person, what, **fields): what somebody sends about the programme."""
    return lambda person, what, **fields: client_of(person).post(
        f"/loyalty/programmes/{programme.pk}/{what}", fields
    )


def fields_of(terms, valid_from, version=1):
    """The fields of a draft as its page would send them."""
    filled = initial_of(terms, valid_from, version)
    return {name: value for name, value in filled.items() if value not in (None, "")}


def cells(page, name):
    row = next(row for row in parsed(page).all("tr") if row.all("th")[0].text == name)
    return [cell.text for cell in row.all("td")]


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def test_LM_2_a_master_admin_creates_a_programme_with_its_first_version(
    client_of, boss, admin, product
):
    new = {
        "name": "Kartu Baru",
        "currency": "IDR",
        "preset": "default",
        "valid_from": "2026-01-01",
        "products": [product.pk],
        "stores": "TOKO 1 & 2\n7",
    }
    assert client_of(admin).post("/loyalty/programmes/new/", new).status_code == 403
    assert client_of(boss).post("/loyalty/programmes/new/", new).status_code == 302
    made = Programme.objects.get()
    assert ProgrammeProduct.objects.get().programme_id == made.pk
    assert set(Store.objects.values_list("code", flat=True)) == {"TOKO 1 & 2", "7"}
    assert ProgrammeVersion.objects.get().valid_from == date(2026, 1, 1)
    again = client_of(boss).post("/loyalty/programmes/new/", new | {"products": []})
    assert again.status_code == 422
    assert "There is a programme of this name." in text_of(again)


def test_LM_2_a_product_belongs_to_one_programme_and_can_be_taken_out(
    send, client_of, admin, boss, programme, product
):
    other = make_programme("Lain")
    taken = client_of(admin).post(
        f"/loyalty/programmes/{other.pk}/products/add/", {"product": product.pk}
    )
    assert taken.status_code == 422
    remove = f"products/remove/?product={product.pk}"
    assert send(admin, remove, reason="x").status_code == 403
    assert send(boss, remove, reason="").status_code == 422
    send(boss, remove, reason="salah")
    client_of(admin).post(f"/loyalty/programmes/{other.pk}/products/add/", {"product": product.pk})
    assert ProgrammeProduct.objects.get().programme_id == other.pk
    assert Event.objects.about(programme).last().reason == "salah"


def test_LM_2_stores_join_and_leave(send, admin, boss, programme):
    send(admin, "stores/add/", code="TOKO 1 & 2")
    store = Store.objects.get()
    assert store.programme_id == programme.pk
    send(boss, f"stores/remove/?store={store.pk}", reason="tutup")
    assert Store.objects.get().programme_id is None


def test_LM_2_what_it_and_its_points_are_called_is_edited(send, admin, programme):
    words = {"point_en": "stamp", "points_en": "stamps", "point_id": "stempel"}
    words |= {"points_id": "stempel", "name": "Kartu Emas", "phone_region": "IT"}
    send(admin, "", **words)
    stored = Programme.objects.get()
    assert stored.points_en == "stamps"
    assert stored.phone_region == "IT"
    assert send(admin, "", **words | {"phone_region": "XX"}).status_code == 422
    make_programme("Lain")
    assert send(admin, "", **words | {"name": "lain"}).status_code == 422


def test_LM_7_sensitive_columns_are_switched_by_a_master_admin_with_a_reason(
    send, admin, boss, programme
):
    assert send(admin, "sensitive/", keeps="1", reason="x").status_code == 403
    assert send(boss, "sensitive/", keeps="1", reason=" ").status_code == 422
    assert not Programme.objects.get().keeps_sensitive
    send(boss, "sensitive/", keeps="1", reason="izin tertulis")
    assert Programme.objects.get().keeps_sensitive
    assert Event.objects.about(programme).last().reason == "izin tertulis"


@time_machine.travel(APRIL_15)
def test_LM_3_a_draft_shows_what_it_would_have_done_in_a_past_month(
    client_of, admin, owner, programme, product
):
    with time_machine.travel("2026-02-02T10:00:00+07:00"):
        member = make_member(programme)
    links.link(member.pk, "ana", by=admin, reason="x")
    make_deposit(owner, product, "ana", "2026-03-10", nominal=123_456)
    make_deposit(owner, product, "ana", "2026-03-11", nominal=9_999)
    make_deposit(owner, product, "bukan anggota", "2026-03-11", nominal=500_000)
    make_deposit(owner, product, "ana", "2026-02-11", nominal=5_000_000)
    client = client_of(admin)
    client.post(f"/loyalty/programmes/{programme.pk}/draft/begin/")
    fields = fields_of(PRESETS[DEFAULT], tomorrow())
    fields |= {"unit": "5000", "tier_2_minimum": "6000000"}
    client.post(f"/loyalty/programmes/{programme.pk}/draft/edit/", fields)
    page = client.get(f"/loyalty/programmes/{programme.pk}/draft/?month=2026-03")
    assert cells(page, "Purchases") == ["2", "2"]
    assert cells(page, "Points earned") == ["12", "25 (+13)"]
    assert cells(page, "Purchases without points") == ["1", "0"]
    assert cells(page, "Members by tier at its end")[0].startswith("Bronze 0 Silver 1")
    assert cells(page, "Members by tier at its end")[1].startswith("Bronze 1 Silver 0")
    assert ProgrammeVersion.objects.count() == 1


@time_machine.travel(APRIL_15)
def test_LM_3_case_133_a_draft_is_published_by_a_master_admin_from_tomorrow_on(
    send, admin, boss, programme
):
    save_draft(programme, PRESETS["supermarket"], timezone.localdate(), by=admin)
    assert send(admin, "draft/publish/", version=1).status_code == 403
    early = send(boss, "draft/publish/", version=1)
    assert early.status_code == 422
    assert ProgrammeVersion.objects.count() == 1
    send(admin, "draft/edit/", **fields_of(PRESETS["supermarket"], tomorrow()))
    assert send(boss, "draft/publish/", version=1).status_code == 409
    assert send(boss, "draft/publish/", version=2).status_code == 302
    newest = ProgrammeVersion.objects.order_by("-sequence").first()
    assert newest.valid_from == date(2026, 4, 16)
    assert not VersionDraft.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"unit": "0"}, "0"),
        ({"tier_2_minimum": "30000000"}, "Tiers begin at 0, rise, and have a name each"),
        ({"tier_2": "bronze"}, "Tiers begin at 0, rise, and have a name each"),
        ({"points": "-1"}, "greater than or equal to 0"),
        ({"hold_days": "29", "expiry_months": "1"}, "at most 28 days"),
    ],
)
def test_LM_3_wrong_terms_are_refused_beside_the_field(send, admin, programme, wrong, text):
    save_draft(programme, PRESETS[DEFAULT], tomorrow(), by=admin)
    refused = send(admin, "draft/edit/", **fields_of(PRESETS[DEFAULT], tomorrow()) | wrong)
    assert refused.status_code == 422
    assert text in text_of(refused)
    assert terms_of(draft_of(programme)) == PRESETS[DEFAULT]


def test_LM_3_a_draft_reads_back_as_it_was_typed(send, admin, programme):
    by_lines = replace(PRESETS[DEFAULT], store_purchases=StorePurchases.LINES)
    for terms in (*PRESETS.values(), by_lines):
        save_draft(programme, PRESETS[DEFAULT], tomorrow(), by=admin)
        send(admin, "draft/edit/", **fields_of(terms, tomorrow()))
        assert terms_of(draft_of(programme)) == terms
        send(admin, "draft/discard/")
    assert draft_of(programme) is None


def test_LM_3_the_second_of_two_editors_of_a_draft_sees_what_is_stored(send, admin, programme):
    save_draft(programme, PRESETS[DEFAULT], tomorrow(), by=admin)
    typed = fields_of(PRESETS[DEFAULT], tomorrow())
    assert send(admin, "draft/edit/", **typed | {"goal": "300"}).status_code == 302
    second = send(admin, "draft/edit/", **typed | {"goal": "400"})
    assert second.status_code == 409
    assert "This is what is stored now" in text_of(second)
    assert terms_of(draft_of(programme)).goal == 300


def test_LM_16_a_store_and_its_tills_on_their_pages(client_of, admin):
    client = client_of(admin)
    client.post("/loyalty/stores/new/", {"code": "TOKO 1 & 2"})
    store = Store.objects.get()
    again = client.post("/loyalty/stores/new/", {"code": "TOKO 1 & 2"})
    assert again.status_code == 422
    url = f"/loyalty/stores/{store.pk}/"
    client.post(url, {"name": "Pusat", "state": "maintenance"})
    assert Store.objects.get().state == "maintenance"
    client.post(f"{url}tills/add/", {"number": "1"})
    assert client.post(f"{url}tills/add/", {"number": "1"}).status_code == 422
    assert client.post(f"{url}tills/add/", {"number": "0"}).status_code == 422
    till = Till.objects.get()
    client.post(f"/loyalty/tills/{till.pk}/state/", {"state": "inactive"})
    page = text_of(client.get(url))
    assert "Inactive" in page
    assert "Pusat" in text_of(client.get("/loyalty/stores/"))


def test_a_programme_lists_its_members_and_leads_to_them(client_of, admin, programme):
    for _number in range(3):
        make_member(programme)
    row = next(
        row
        for row in parsed(client_of(admin).get("/loyalty/programmes/")).all("tr")
        if row.all("th")[0].text == "Kartu"
    )
    assert row.all("td")[1].text == "3"
    assert row.all("td")[1].one("a")["href"] == f"/loyalty/members/?programme={programme.pk}"


def test_a_product_that_is_added_is_offered_no_more(client_of, admin, programme):
    make_product("Bebas")
    page = client_of(admin).get(f"/loyalty/programmes/{programme.pk}/")
    options = [option.text for option in parsed(page).one("select", name="product").all("option")]
    assert options == ["Choose a product", "Bebas"]


def test_history_says_what_a_version_says_in_words(client_of, admin, programme):
    page = text_of(client_of(admin).get(f"/loyalty/programmes/{programme.pk}/"))
    assert "Terms: 1 for each full 10.000; Bronze 0, Silver 5.000.000," in page
    assert "{" not in page.partition("History")[2]
