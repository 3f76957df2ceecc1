"""Who is looked for among reserved members stands in no address."""

import pytest

from members.reservations.endings.ending import release
from tests.members.reservations.life import held
from tests.members.views.reserved_pages import LIST, customers, text
from tests.parsed import parsed

pytestmark = pytest.mark.django_db


def searched(answer):
    """What stands in the field of the list."""
    return parsed(answer).one("input", id="id_q").get("value")


@pytest.mark.parametrize("view", ["find/", "archive/find/"])
def test_no_address_names_who_is_looked_for(view, client_of, owner, admin, product):
    held(owner, product, "Budi 01", by=admin)
    release(held(owner, product, "Budi 02", by=admin).pk, by=admin, reason="gone")
    held(owner, product, "Citra", by=admin)
    client = client_of(admin)
    sent = {"q": "budi", "product": str(product.pk)}
    answer = client.post(f"{LIST}{view}", sent)
    assert answer.status_code == 302
    assert "udi" not in answer["Location"]
    page = client.get(answer["Location"])
    names = customers(page) if view == "find/" else [text(page).count("Budi 02") > 0]
    assert names in (["Budi 01"], [True])
    assert "Citra" not in [cell.strip() for cell in customers(page)]
    assert searched(page) == "budi"
    links = [link["href"] for link in parsed(page).one("main").all("a") if link.get("href")]
    assert [link for link in links if "budi" in link.lower()] == []


def test_what_somebody_looked_for_is_theirs_alone(client_of, owner, stranger, admin, product):
    held(owner, product, "Budi 01", by=admin)
    held(owner, product, "Citra", by=admin)
    client = client_of(owner)
    address = client.post(f"{LIST}find/", {"q": "budi"})["Location"]
    assert customers(client.get(address)) == ["Budi 01"]
    assert searched(client.get(address)) == "budi"
    assert searched(client_of(stranger).get(address)) in (None, "")


def test_a_search_that_is_cleared_leaves_nothing_in_the_address(client_of, owner, admin, product):
    client = client_of(admin)
    assert client.post(f"{LIST}find/", {"q": "", "status": "approved"})["Location"] == (
        f"{LIST}?status=approved"
    )
    assert client.post(f"{LIST}find/", {"q": " "})["Location"] == LIST
