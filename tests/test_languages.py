"""The language of a page, and that it speaks only that one."""

import pytest
from django.urls import reverse

from omset.ledger import trash
from omset.models import OmsetRecord
from tests.make import make_deposit, make_master, make_reservation, make_staff
from tests.remembered import remembered
from tests.test_translations import said_by, translations

PAGES = [
    *("dashboard:home", "dashboard:status", "members:reserved", "members:reserved_add"),
    *("members:requests", "members:request_approval"),
    *("members:distribution", "members:distribution_new"),
    *("notifications:list", "omset:duplicates", "omset:list", "omset:new", "omset:pending"),
    *("omset:trash", "products:list", "products:new", "staff:list", "staff:new"),
    *("staff:password", "staff:profile"),
]

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def master(owner, product):
    """Somebody who may open every page, and something to see on each of them."""
    make_reservation(make_staff("holder"), product, "held")
    trash.delete(make_deposit(owner, product, "x").pk, by=owner)
    make_deposit(owner, product, "y")
    make_deposit(make_staff("second"), product, "y")
    master = make_master()
    make_deposit(owner, product, "held")
    return master


# "k" is a key of the keyboard, too.
def test_no_page_mixes_the_languages(master, client_of):
    english = {text[0] for text, said in translations().items() if text != said and text[0] != "k"}
    client = client_of(master)
    client.cookies["django_language"] = "id"
    sources = {page: client.get(page).content.decode() for page in pages()}
    mixed = {page: said_by(source) & english for page, source in sources.items()}
    assert {page: texts for page, texts in mixed.items() if texts} == {}
    assert [page for page, source in sources.items() if '<html lang="id"' not in source] == []


def pages() -> list[str]:
    waiting = OmsetRecord.objects.pending().get()
    trashed = OmsetRecord.objects.get(is_deleted=True)
    details = [
        *(waiting.get_absolute_url(), trashed.get_absolute_url()),
        reverse("omset:edit", args=[waiting.pk]),
        reverse("staff:edit", args=[waiting.staff_id]),
        reverse("products:edit", args=[waiting.product_id]),
        "/omset/?preset=all",
        "/no/such/page/",
    ]
    return [*map(reverse, PAGES), *details]


@pytest.mark.parametrize(
    ("account", "cookie", "browser", "shown"),
    [
        ("id", "en", "en", "id"),
        ("en", "id", "id", "en"),
        ("", "id", "en", "id"),
        ("", "en", "id", "en"),
        ("", None, "id-ID,id;q=0.9,en;q=0.8", "id"),
        ("", None, "fr", "en"),
    ],
)
def test_the_account_wins_then_the_cookie_then_the_browser(
    client_of, account, cookie, browser, shown
):
    client = client_of(make_staff(language=account))
    if cookie:
        client.cookies["django_language"] = cookie
    page = client.get("/", headers={"Accept-Language": browser}).content.decode()
    assert f'<html lang="{shown}"' in page


@pytest.mark.parametrize(
    ("language", "day"), [("en", "Sun, 17 May 2026"), ("id", "Min, 17 Mei 2026")]
)
def test_the_names_of_days_and_months_follow(client_of, product, language, day):
    owner = make_staff(language=language)
    record = make_deposit(owner, product, day="2026-05-17")
    assert day in client_of(owner).get(record.get_absolute_url()).content.decode()


def test_django_says_its_own_errors_in_the_language_of_the_page(client_of):
    client = client_of(make_staff(language="id"))
    page = client.post(reverse("staff:password"), {"password": "short"}).content.decode()
    assert "Bidang ini tidak boleh kosong." in page
    assert "Terlalu pendek: sedikitnya 12 karakter." in page
