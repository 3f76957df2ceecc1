"""One member: figures, cards, consents, and what is decided about one (LM-4, LM-18)."""

import json
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from crm.audit.models import Event
from loyalty.members import consents, links
from loyalty.models import (
    BatchState,
    Card,
    CardSource,
    ConsentStatement,
    CustomerLink,
    Dataset,
    Member,
    MemberAccount,
    Receipt,
)
from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject
from loyalty.stores.verbs import join_programme
from omset.ledger import trash
from tests.loyalty.analytics.make import make_batch
from tests.loyalty.make import make_member, make_programme
from tests.make import make_deposit, make_product
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db
K1, WRONG = "2900000000018", "2900000000019"
SIGN_UP = {
    "name": "Ana",
    "surname": "Tamu",
    "contact": "a@contoh.test",
    "place": "Bandung",
    "password": "kucing biru di atas meja",
}
APRIL_15 = "2026-04-15T10:00:00+07:00"


@pytest.fixture
def programme(product):
    return make_programme("Kartu", products=[product])


@pytest.fixture
def member(programme):
    return make_member(programme, card=K1, surname="Contoh", email="a@contoh.test")


@pytest.fixture
def page_of(client_of, admin):
    return lambda member: client_of(admin).get(f"/loyalty/members/{member.pk}/")


@pytest.fixture
def post(client_of, admin):
    """post(member, deed, **fields): what an admin sends about a member."""
    return lambda member, deed, **fields: client_of(admin).post(
        f"/loyalty/members/{member.pk}/{deed}/", fields
    )


def figures(response):
    cards = [card for card in parsed(response).all("a", "div") if card.get("class") == "stat-card"]
    return {card.all("span")[0].text: card.all("span")[1].text for card in cards}


def make_receipt(programme, card, day, amount, *, minute=None, state=BatchState.COMPLETE):
    """A receipt of a batch in this state."""
    store = join_programme("S1", programme, by=None)
    return Receipt.objects.create(
        programme=programme,
        pk=f"{card}{day}{amount}{Receipt.objects.count()}",
        batches=[make_batch(programme, Dataset.RECEIPTS, state)],
        card=card,
        store=store,
        store_code=store.code,
        day=date.fromisoformat(day),
        minute=minute,
        amount=Decimal(amount),
    )


@time_machine.travel(APRIL_15)
def test_11_1_the_figures_of_a_are_those_of_her_deposits_LA_3(
    page_of, member, admin, owner, product
):
    for day, amount in (("2026-01-10", 1_234_567), ("2026-01-10", 9_999), ("2026-02-05", 250_000)):
        make_deposit(owner, product, "ana", day, nominal=amount)
    trash.delete(make_deposit(owner, product, "ana", "2026-02-20").pk, by=owner)
    make_deposit(owner, product, "ANA", "2026-04-02", nominal=1_000_000)
    make_deposit(owner, product, "lain", "2026-04-02", nominal=5_000_000)
    links.link(member.pk, "ana", by=admin, reason="x")
    shown = figures(page_of(member))
    assert shown["Spend"] == "Rp 2.494.566"
    assert shown["Purchases"] == "4"
    assert shown["Purchases a month"] == "1,5"
    assert shown["Last purchase"] == "2 Apr 2026"
    assert "13 days ago" in text_of(page_of(member))


@time_machine.travel(APRIL_15)
def test_11_1_the_figures_of_b_are_those_of_her_receipts_and_the_opening_LP_9(page_of, programme):
    b = make_member(programme, card="2900000000025", surname="B")
    Member.objects.filter(pk=b.pk).update(
        opening_points=120, opening_spend=Decimal(3_000_000), opening_day=date(2026, 1, 31)
    )
    make_receipt(programme, "2900000000025", "2026-01-20", 150_000)
    make_receipt(programme, "2900000000025", "2026-02-10", 505_000, minute=605)
    make_receipt(programme, "2900000000025", "2026-02-10", 505_000, minute=605)
    make_receipt(programme, "2900000000025", "2026-03-03", 0)
    make_receipt(programme, "2900000000025", "2026-03-03", -105_000)
    make_receipt(programme, "2900000000025", "2026-03-09", 70_000, state=BatchState.UNDONE)
    shown = figures(page_of(b))
    assert shown["Spend"] == "Rp 3.905.000"
    assert shown["Purchases"] == "3"
    assert shown["Average"] == "Rp 386.666,67"
    assert shown["Last purchase"] == "10 Feb 2026"
    assert "1 purchase has no time of day" in text_of(page_of(b))


def test_LA_3_who_has_never_bought_has_no_average_and_no_zero_days(page_of, member):
    shown = figures(page_of(member))
    assert shown["Spend"] == "Rp 0"
    assert shown["Average"] == "no data"
    assert shown["Purchases a month"] == "no data"
    assert shown["Last purchase"] == "never"


def test_LM_12_a_link_counts_past_deposits_and_ending_it_takes_them_away(
    page_of, post, client_of, admin, member, owner, product
):
    make_deposit(owner, product, "ana", "2026-01-10", nominal=6_000_000)
    post(member, "links/add", customer="Ana", reason="kartu ditunjukkan")
    assert figures(page_of(member))["Spend"] == "Rp 6.000.000"
    assert "Silver" in text_of(page_of(member))
    link = CustomerLink.objects.get()
    client_of(admin).post(f"/loyalty/links/{link.pk}/end/", {"reason": "salah orang"})
    assert figures(page_of(member))["Spend"] == "Rp 0"
    assert "Bronze" in text_of(page_of(member))


def test_LM_12_a_customer_is_one_members_and_a_reason_is_asked_for(post, programme, member):
    other = make_member(programme)
    assert post(member, "links/add", customer="ana", reason="").status_code == 422
    assert post(member, "links/add", customer="ana", reason="x").status_code == 302
    refused = post(other, "links/add", customer="ANA", reason="x")
    assert refused.status_code == 422
    assert "linked to a member already" in text_of(refused)
    assert CustomerLink.objects.get().member_id == member.pk


def test_LM_12_a_product_of_another_programme_cannot_be_chosen(post, member):
    other = make_product("Lain")
    refused = post(member, "links/add", customer="ana", product=other.pk, reason="x")
    assert refused.status_code == 422
    assert not CustomerLink.objects.exists()


def test_case_101_a_wrong_check_digit_is_flagged_and_has_no_barcode_LM_9(page_of, programme):
    wrong = make_member(programme, card=WRONG, source=CardSource.REGISTRY)
    page = page_of(wrong)
    assert "expected 8" in text_of(page)
    assert parsed(page).all("svg", role="img") == []


def test_LM_9_a_right_number_has_its_barcode(page_of, member):
    barcode = parsed(page_of(member)).one("svg", role="img")
    assert barcode["aria-label"] == f"EAN-13 {K1}"
    # Two guards of two bars, one of two in the middle, two bars a digit of twelve; and the paper.
    assert len(barcode.all("rect")) == 1 + 6 + 24


def test_LM_13_a_card_is_attached_and_taken_back_with_its_purchases(
    page_of, post, client_of, admin, programme, member
):
    make_receipt(programme, "2900000000100", "2026-03-05", 2_000_000)
    assert post(member, "cards/attach", card="29000000 00100", reason="").status_code == 422
    post(member, "cards/attach", card="2900-0000 0010 0", reason="di kasir")
    assert figures(page_of(member))["Spend"] == "Rp 2.000.000"
    url = f"/loyalty/members/{member.pk}/cards/detach/?card=2900000000100"
    client_of(admin).post(url, {"reason": "salah"})
    assert figures(page_of(member))["Spend"] == "Rp 0"
    assert list(Card.objects.values_list("number", flat=True)) == [K1]


def test_LM_6_a_consent_is_written_down_with_a_reason_and_keeps_its_history(page_of, post, member):
    consents.say(member.pk, ConsentSubject.MARKETING, Consent.YES, source=ConsentSource.FILE)
    said = {"subject": "marketing", "consent": "no"}
    assert post(member, "consents", **said, reason=" ").status_code == 422
    post(member, "consents", **said, reason="lewat telepon")
    page = text_of(page_of(member))
    assert "2 statements" in page
    assert "lewat telepon" in page
    assert "unknown: counts as not given" in page
    assert ConsentStatement.objects.count() == 2


def test_LM_8_the_second_of_two_editors_sees_both_values(client_of, admin, member):
    client, url = client_of(admin), f"/loyalty/members/{member.pk}/edit/"
    typed = {"surname": "Satu", "sex": "F", "version": member.version}
    assert client.post(url, typed).status_code == 302
    assert Member.objects.get(pk=member.pk).surname == "Satu"
    second = client.post(url, typed | {"surname": "Dua"})
    assert second.status_code == 409
    row = next(row for row in parsed(second).all("tr") if row.all("th")[0].text == "Surname")
    assert [cell.text for cell in row.all("td")] == ["Satu", "Dua"]
    [version] = parsed(second).all("input", name="version")
    assert client.post(url, typed | {"surname": "Dua", "version": version["value"]})
    assert Member.objects.get(pk=member.pk).surname == "Dua"


def test_LM_8_an_edit_that_is_refused_says_so_beside_the_field(client_of, admin, member):
    url = f"/loyalty/members/{member.pk}/edit/"
    refused = client_of(admin).post(url, {"sex": "F", "version": member.version})
    assert refused.status_code == 422
    assert "A member has a name or a surname." in text_of(refused)
    assert Member.objects.get(pk=member.pk).surname == "Contoh"


def test_LM_4_a_state_has_its_reason(page_of, post, member):
    assert post(member, "state", state="blocked", reason="").status_code == 422
    post(member, "state", state="blocked", reason="kartu hilang")
    page = text_of(page_of(member))
    assert "Blocked" in page
    assert "kartu hilang" in page


def test_LM_14_a_merge_is_made_and_undone_on_the_page(
    page_of, post, client_of, admin, programme, member
):
    same = make_member(programme, card="2900000000025", surname="Contoh", email="A@contoh.test")
    candidates = client_of(admin).get(f"/loyalty/members/{same.pk}/merge/")
    assert K1 in text_of(candidates)
    assert post(same, "merge", into="2900000000100", reason="x").status_code == 422
    post(same, "merge", into=K1, reason="orang yang sama")
    assert "2900000000025" in text_of(page_of(member))
    assert "Merged into" in text_of(page_of(same))
    [merge] = [
        form for form in parsed(page_of(member)).all("form") if "/undo/" in form.get("action")
    ]
    client_of(admin).post(merge["action"], {"reason": "ternyata dua orang"})
    assert Card.objects.get(pk="2900000000025").member_id == same.pk
    assert Member.objects.get(pk=same.pk).state == "active"


def test_LM_14_members_who_share_a_key_are_listed(client_of, admin, programme, member):
    make_member(programme, surname="Kembar", email="A@CONTOH.test")
    make_member(programme, surname="Sendiri")
    page = text_of(client_of(admin).get(f"/loyalty/members/same/?programme={programme.pk}"))
    assert "Kembar" in page
    assert "Sendiri" not in page


def test_LM_14_what_only_who_signed_up_has_typed_is_marked(client_of, admin, programme, member):
    Client().post("/me/new/", SIGN_UP)
    typed = Member.objects.get(surname="Tamu")
    page = text_of(client_of(admin).get(f"/loyalty/members/same/?programme={programme.pk}"))
    assert page.count("a@contoh.test (not confirmed)") == 1
    of_victim = text_of(client_of(admin).get(f"/loyalty/members/{member.pk}/merge/"))
    assert "a@contoh.test (not confirmed)" in of_victim
    of_typed = text_of(client_of(admin).get(f"/loyalty/members/{typed.pk}/merge/"))
    assert "it proves nothing" in of_typed
    assert "(not confirmed)" not in of_typed
    MemberAccount.objects.update(email_confirmed_at=timezone.now())
    page = text_of(client_of(admin).get(f"/loyalty/members/same/?programme={programme.pk}"))
    assert "not confirmed" not in page


def test_LM_14_it_is_marked_also_when_the_account_has_another_contact_since(
    client_of, admin, programme, member
):
    browser = Client()
    browser.post("/me/new/", SIGN_UP)
    browser.post("/me/profile/contact/", {"contact": "lain@contoh.test"})
    assert MemberAccount.objects.get().email == "lain@contoh.test"
    page = text_of(client_of(admin).get(f"/loyalty/members/same/?programme={programme.pk}"))
    assert page.count("a@contoh.test (not confirmed)") == 1


def test_LM_15_everything_that_is_held_is_handed_out(post, member, admin, owner, product):
    make_deposit(owner, product, "ana", "2026-01-10", nominal=6_000_000)
    links.link(member.pk, "ana", by=admin, reason="x")
    consents.say(member.pk, ConsentSubject.MARKETING, Consent.NO, source=ConsentSource.FILE)
    answer = post(member, "everything")
    held = json.loads(answer.content)
    assert "attachment" in answer["Content-Disposition"]
    assert held["member"]["email"] == "a@contoh.test"
    assert held["cards"][0]["number"] == K1
    assert held["consents"]["marketing"]["state"] == "no"
    assert held["links"][0]["customer_id"] == "ana"
    assert held["purchases"][0]["amount"] == "6000000.00"
    assert held["purchases"][0]["points"] == 600
    assert [each["points"] for each in held["points"]] == [600]
    assert held["tiers"][0]["to_tier"] == "Silver"
    earned = [each["key"] for each in held["achievements"]]
    assert earned == ["points earned:500", "spend:5000000"]
    assert Event.objects.about(member).last().verb == "hand out data"


def test_LM_15_case_114_an_erased_member_is_a_number_on_every_page(
    client_of, admin, boss, page_of, programme, member
):
    make_receipt(programme, K1, "2026-03-05", 2_000_000)
    url = f"/loyalty/members/{member.pk}/erase/"
    assert client_of(admin).post(url, {"reason": "x"}).status_code == 403
    client_of(boss).post(url, {"reason": "diminta"})
    page = page_of(member)
    assert "Contoh" not in text_of(page)
    assert "a@contoh.test" not in page.content.decode()
    assert f"Erased member {member.number}" in text_of(page)
    assert figures(page)["Spend"] == "Rp 2.000.000"
    found = client_of(admin).post("/loyalty/members/find/", {"q": "contoh"}, follow=True)
    assert f"Erased member {member.number}" not in text_of(found)


@pytest.mark.parametrize(
    ("deed", "fields"),
    [
        ("state", {"state": "blocked"}),
        ("cards/attach", {"card": "2900000000025"}),
        ("links/add", {"customer": "ana"}),
        ("consents", {"subject": "marketing", "consent": "yes"}),
        ("own", {"username": ""}),
    ],
)
def test_LM_18_nobody_decides_about_their_own_record(post, page_of, admin, member, deed, fields):
    Member.objects.filter(pk=member.pk).update(staff=admin)
    refused = post(member, deed, **fields, reason="x")
    assert refused.status_code == 422
    assert "their own member record" in text_of(refused)
    assert Member.objects.get(pk=member.pk).version == member.version
    assert "This is your own record" in text_of(page_of(member))


def test_LM_18_a_record_is_marked_as_a_colleagues_own(post, page_of, member, owner):
    post(member, "own", username=owner.username, reason="kartu pegawai")
    assert owner.name in text_of(page_of(member))
    assert Member.objects.get(pk=member.pk).staff_id == owner.pk


def test_a_new_member_has_a_minted_card_or_the_one_at_hand_LM_10(client_of, admin, programme):
    client, url = client_of(admin), f"/loyalty/members/new/?programme={programme.pk}"
    client.post(url, {"surname": "Satu", "sex": "unknown"})
    client.post(url, {"surname": "Dua", "sex": "unknown", "card": "2900-0000 0001 8"})
    numbers = set(Card.objects.values_list("number", flat=True))
    assert numbers == {"2990000000002", K1}
    taken = client.post(url, {"surname": "Tiga", "sex": "unknown", "card": K1})
    assert taken.status_code == 422
    assert Member.objects.count() == 2
