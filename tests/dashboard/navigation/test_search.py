"""/search/: everything a person may open, and nothing else (RO-5, RO-6)."""

import pytest

from crm.mongo.inspection import collection_scans, recorded_commands
from tests.make import (
    make_admin,
    make_deposit,
    make_master,
    make_product,
    make_reservation,
    make_staff,
)
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
ACTIONS = {"dark", "light", "system", "id", "sign-out-form"}
SHARED_PAGES = {
    "/", "/omset/", "/omset/new/", "/omset/summary/", "/omset/details/",
    "/members/reserved/", "/members/reserved/new/", "/notifications/", "/profile/", "/password/",
    "/sessions/",
    "/leaderboard/", "/targets/", "/bonuses/checks/", "/members/requests/", "/members/databases/",
    "/leave/", "/leave/new/", "/leave/calendar/", "/leave/calendar/feeds/",
    "/leave/breaks/", "/leave/attendance/", "/leave/attendance/corrections/",
    "/leave/attendance/setup/", "/loyalty/members/", "/loyalty/segments/",
    "/loyalty/redemptions/use/",
}  # fmt: skip
STAFF_PAGES = SHARED_PAGES | {
    "/bonuses/mine/", "/members/mine/", "/members/mine/bonanza/", "/members/mine/wd/",
    "/members/requests/new/", "/leave/fees/mine/",
}  # fmt: skip
ADMIN_PAGES = SHARED_PAGES | {
    "/omset/pending/", "/omset/duplicates/", "/omset/trash/", "/staff/", "/products/", "/status/",
    "/omset/import/", "/policies/", "/members/reserved/conflicts/", "/members/do-not-contact/",
    "/members/do-not-contact/new/", "/members/databases/new/", "/members/distribution/",
    "/members/batches/", "/members/invalid/", "/members/reveals/",
    "/bonuses/", "/bonuses/plans/", "/loyalty/", "/loyalty/programmes/", "/loyalty/stores/",
    "/loyalty/members/new/", "/loyalty/members/same/",
    "/loyalty/disputes/", "/loyalty/join-links/", "/loyalty/rewards/", "/loyalty/rewards/new/",
    "/loyalty/rewards/figures/", "/loyalty/redemptions/",
    "/loyalty/points/", "/loyalty/points/adjustments/",
    "/loyalty/challenges/", "/loyalty/challenges/new/",
    "/loyalty/batches/", "/loyalty/batches/new/", "/loyalty/analytics/",
    "/leave/fees/", "/leave/fees/closing/", "/leave/fees/basis/", "/leave/report/", "/leave/teams/",
    "/leave/calendar/days/", "/leave/calendar/kept/",
}  # fmt: skip
HOSTILE = [".*", "(", "[", "%", "\\", "$where", "q\0b", "<script>alert(1)</script>", "'\"><img>"]


@pytest.fixture
def search(client_of):
    """search(person, text): the hits of each group as (label, address or value of the button)."""

    def find(person, text=""):
        groups = client_of(person).post("/search/", {"q": text}).context["groups"]
        return {
            group.id: [(hit.label, hit.url or hit.value or hit.form) for hit in group.hits]
            for group in groups
        }

    return find


def addresses(hits):
    return {url for _label, url in hits}


def test_without_a_text_it_lists_what_the_person_may_open_and_do(search, owner, admin):
    for person, pages in ((owner, STAFF_PAGES), (admin, ADMIN_PAGES)):
        hits = search(person)
        assert hits.keys() == {"pages", "actions"}
        assert addresses(hits["pages"]) == pages
        assert addresses(hits["actions"]) == ACTIONS


def test_all_that_is_found_can_be_opened(search, client_of, admin, owner, product):
    make_deposit(owner, product, "owner's")
    for person in (admin, owner):
        hits = [*search(person)["pages"], *search(person, "ow").get("customers", [])]
        client = client_of(person)
        opened = [client.get(url, follow=True) for url in addresses(hits)]
        assert {response.status_code for response in opened} == {200}


@pytest.mark.parametrize(
    ("page", "text"),
    [("pending", "approval"), ("trash", "trash"), ("staff", "staff"), ("omset", "omset")],
)
def test_a_blocked_page_is_not_found(search, db, page, text):
    assert "pages" in search(make_admin(), text)
    assert "pages" not in search(make_admin(blocked_pages=[page]), text)


def test_a_page_is_found_by_its_name_in_either_language(search, db):
    person = make_staff(language="id")
    for text in ("new depo", "depo baru"):
        assert addresses(search(person, text)["pages"]) == {"/omset/new/"}


def test_staff_find_their_own_customers_only(search, owner, stranger, admin, product):
    deposits = make_deposit(owner, product, "Budi"), make_deposit(stranger, product, "Budiman")
    mine, other = (f"/members/customers/of/deposit/{deposit.pk}/" for deposit in deposits)
    assert search(owner, "bu") == {"customers": [("Budi", mine)]}
    assert search(stranger, "bu") == {"customers": [("Budiman", other)]}
    assert addresses(search(admin, "bu")["customers"]) == {mine, other}


def test_a_customer_opens_the_deposits_of_all_time(client_of, search, owner, product):
    for day in ("2025-01-01", "2026-02-01"):
        make_deposit(owner, product, "Budi & Co", day)
    [(_label, url)] = search(owner, "budi")["customers"]
    page = parsed(client_of(owner).get(url, follow=True))
    assert "1 Jan 2025" in page.all("main")[0].text
    assert "1 Feb 2026" in page.all("main")[0].text


def test_one_character_finds_no_customer_and_nobody(search, admin, owner, product):
    make_deposit(owner, product, "owl")
    assert {"customers", "people", "products"}.isdisjoint(search(admin, "o"))


def test_admins_find_people_and_products_and_staff_do_not(search, owner, stranger, admin):
    alpha = make_product("strange alpha")
    people = [
        ("stranger", f"/omset/?preset=month&staff={stranger.pk}"),
        ("stranger", f"/staff/{stranger.pk}/"),
    ]
    products = [
        ("strange alpha", f"/omset/?preset=month&product={alpha.pk}"),
        ("strange alpha", f"/products/{alpha.pk}/"),
    ]
    assert search(admin, "stran") == {"people": people, "products": products}
    assert search(owner, "stran") == {}


def test_an_account_that_one_may_not_manage_has_no_link(search, admin):
    make_master("strong")
    assert search(admin, "stron") == {}


def test_a_blocked_admin_finds_nothing_behind_the_blocked_pages(search, stranger, product):
    make_deposit(stranger, product, "Strange customer")
    make_product("strange alpha")
    blocked = make_admin(blocked_pages=["omset", "staff", "products"])
    assert search(blocked, "stran") == {}


def test_no_address_names_a_customer_where_their_page_is_closed(search, stranger, product):
    made = make_deposit(stranger, product, "Strange customer")
    hits = search(make_admin(blocked_pages=["customers"]), "stran")["customers"]
    assert addresses(hits) == {f"/omset/details/{made.pk}/"}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_character_is_a_pattern_or_markup(client_of, search, owner, product, text):
    make_deposit(owner, product, "xyz")
    assert search(owner, text) == {}
    answer = client_of(owner).post("/search/", {"q": text})
    assert parsed(answer).one("input", id="q")["value"] == text
    assert "<script>alert" not in answer.content.decode()


def test_what_somebody_typed_as_a_customer_is_no_markup(client_of, owner, product):
    make_deposit(owner, product, "<b>bold</b>")
    for htmx in (False, True):
        client = client_of(owner, htmx=htmx)
        html = client.post("/search/", {"q": "bb"}, headers={"HX-Target": "found"}).content.decode()
        assert "&lt;b&gt;bold&lt;/b&gt;" in html
        assert "<b>bold" not in html


def test_the_palette_gets_choices_alone(client_of, owner):
    reply = client_of(owner, htmx=True).post(
        "/search/", {"q": "dash"}, headers={"HX-Target": "found"}
    )
    palette = parsed(reply)
    [choice] = palette.all(role="option")
    assert choice.name == "a"
    assert choice["id"] == "found-pages-1"
    assert palette.all("html") == []
    assert palette.one("p", id="found-count").text == "1 result"


def test_nothing_found_says_how_to_search(client_of, owner):
    assert b"with two characters or more" in client_of(owner).post("/search/", {"q": "zzz"}).content


def test_it_takes_few_commands_and_scans_nothing(client_of, owner, admin, product):
    for number in range(12):
        make_deposit(owner, product, f"owner{number}")
    for person in (owner, admin):
        client = client_of(person)
        client.post("/search/", {"q": "ow"})
        with recorded_commands() as commands:
            client.post("/search/", {"q": "ow"})
        # One of them counts against the limit of searches.
        assert len(commands) <= 13
        assert collection_scans(commands) == []


def test_nobody_searches_without_signing_in(client, db):
    assert client.get("/search/?q=a")["Location"] == "/login/?next=/search/%3Fq%3Da"


def test_no_address_looks_for_a_customer(client_of, owner, admin, product):
    make_deposit(owner, product, "Budi 01")
    make_reservation(owner, product, "Budi 02", by=admin)
    client = client_of(admin)
    for text in ("budi", "0812"):
        groups = client.get("/search/", {"q": text}).context["groups"]
        assert {"customers", "members"}.isdisjoint(group.id for group in groups)
    assert "Budi 01" in client.post("/search/", {"q": "budi"}).content.decode()
    assert "Budi 02" in client.post("/search/", {"q": "budi"}).content.decode()


def test_every_form_that_searches_sends_what_is_typed(client_of, owner):
    for address in ("/omset/", "/search/"):
        page = parsed(client_of(owner).get(address))
        forms = [form for form in page.all("form") if is_of_search(form)]
        assert len(forms) >= 3
        assert {form["method"] for form in forms} == {"post"}
        tokens = page.all("input", name="csrfmiddlewaretoken")
        assert [token for token in tokens if not token.get("value")] == []
        # In the form, or of it by its id: what is the same for everybody bears none.
        of_ids = {token.get("form") for token in tokens}
        assert [form for form in forms if not has_token(form, of_ids)] == []


def has_token(form, of_ids):
    inside = form.all("input", name="csrfmiddlewaretoken")
    return bool(inside) or form.get("id") in of_ids - {None}


def is_of_search(form):
    return form.get("action") == "/search/" or form.all("input", id="q") != []
