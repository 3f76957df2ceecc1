"""Item 18: a search that is too long gets a sentence, and finds nothing rather than everything."""

import pytest

from members import reservations
from members.models import Reservation
from tests.make import make_deposit, make_reservation
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
LONG = "กิน" * 167
LISTS = {
    "/omset/": "customer",
    "/members/reserved/": "q",
    "/staff/": "q",
}


def listed(client, path, text):
    """The list with a search, which is sent: it would name somebody in an address."""
    return client.post(f"{path}find/", {LISTS[path]: text, "preset": "all"}, follow=True)


@pytest.fixture
def filled(owner, product):
    make_deposit(owner, product, LONG[:120])
    make_reservation(owner, product, LONG[:120])


@pytest.mark.parametrize("path", LISTS)
def test_item_18_a_list_says_that_the_search_is_too_long(path, admin, filled, client_of):
    client = client_of(admin)
    answer = listed(client, path, LONG)
    page = parsed(answer)
    assert answer.status_code == 200
    # Of one that is kept with the session no more than 500 are.
    assert any("has 50" in alert.text for alert in page.all("div", role="alert"))
    assert page.all("table") == []
    assert parsed(listed(client, path, "")).all("table") != []


@pytest.mark.parametrize("path", LISTS)
def test_item_18_a_search_of_the_longest_customer_is_found(path, admin, owner, product, client_of):
    make_deposit(owner, product, LONG[:80])
    make_reservation(owner, product, LONG[:80])
    page = parsed(listed(client_of(admin), path, LONG[:80]))
    assert "has 80" not in page.text
    assert "Nothing is shown" not in page.text


def test_item_18_search_and_suggestions_say_it(admin, owner, filled, client_of):
    client = client_of(admin)
    sentence = "A search has 120 characters at most; this one has 501."
    assert sentence in parsed(client.post("/search/", {"q": LONG})).text
    assert sentence in parsed(client.get("/omset/customers/", {"customer_id": LONG})).text
    own = client_of(owner).get("/omset/customers/", {"customer_id": LONG[:120]})
    assert LONG[:120] in parsed(own).text


def test_item_18_nothing_is_decided_by_a_search_that_finds_nothing(
    admin, owner, product, client_of
):
    result = reservations.request(staff=owner, customer_id="Sari", product=product, phone="0812345")
    chosen = {"action": "approve", "all": "1", "everything": "1", "count": "1"}
    client_of(admin).post(f"/members/reserved/?q={LONG}", chosen)
    assert Reservation.objects.get(pk=result.pk).is_pending
