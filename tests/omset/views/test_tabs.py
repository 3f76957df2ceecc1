"""The tabs of the ledger: pending with its count, duplicates (OM-29)."""

import pytest

from omset.ledger import approval
from tests.make import make_admin, make_deposit, make_reservation
from tests.parsed import parsed
from tests.remembered import remembered

VIEWS = ("/omset/", "/omset/details/", "/omset/summary/", "/omset/duplicates/", "/omset/trash/")


@pytest.fixture
@remembered
def waiting(owner, stranger, product):
    make_reservation(stranger, product, "held")
    return [make_deposit(owner, product, "held", f"2026-02-{day:02}") for day in range(1, 4)]


def tabs(response):
    """The tabs by their addresses without the filter, each with its text."""
    links = parsed(response).one("nav", id="views").all("a")
    return {link["href"].partition("?")[0]: link.text for link in links}


@pytest.mark.parametrize("url", VIEWS)
def test_OM_29_admins_see_how_many_wait_and_the_duplicates(url, waiting, admin, client_of):
    approval.decline(waiting[0].pk, by=admin, reason="no")
    assert tabs(client_of(admin).get(url)) == {
        "/omset/": "Records",
        "/omset/details/": "Details",
        "/omset/summary/": "Summary",
        "/omset/pending/": "Pending 2",
        "/omset/duplicates/": "Duplicates",
        "/omset/trash/": "Trash",
    }


def test_OM_29_staff_have_neither_pending_nor_duplicates(waiting, owner, client_of):
    client = client_of(owner)
    assert list(tabs(client.get("/omset/"))) == ["/omset/", "/omset/details/", "/omset/summary/"]
    urls = "/omset/pending/", "/omset/duplicates/"
    assert [client.get(url).status_code for url in urls] == [403, 403]


def test_OM_29_a_tab_is_not_there_for_an_admin_blocked_from_it(waiting, client_of):
    blocked = make_admin(blocked_pages=["pending", "omset"])
    assert list(tabs(client_of(blocked).get("/omset/trash/"))) == [
        "/omset/duplicates/",
        "/omset/trash/",
    ]
