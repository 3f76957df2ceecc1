"""Which customer is looked for among deposits stands in no address, and nothing is lost by it."""

from urllib.parse import urlsplit

import pytest

from crm.filters import saved
from crm.filters.models import SavedFilter
from tests.make import make_deposit
from tests.omset.views.pages import next_url, records_in
from tests.parsed import parsed
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
LIST = "/omset/"
ADDRESSES = ("href", "action", "hx-get", "hx-post", "data-live", "formaction")


@pytest.fixture
@remembered
def deposits(owner, product):
    """More than a page of one customer, and one of another."""
    make_deposit(owner, product, "Other")
    return [make_deposit(owner, product, f"Naga{number % 3}") for number in range(51)]


def looked_for(client, customer="naga"):
    """Where the filter leads on to."""
    return client.post(f"{LIST}find/", {"customer": customer, "preset": "all"})["Location"]


def addresses(answer):
    """All that a page leads to or sends to."""
    parts = parsed(answer).one("main").all()
    return [part.get(name) for part in parts for name in ADDRESSES if part.get(name)]


def test_no_address_of_the_list_names_who_is_looked_for(deposits, owner, client_of):
    client = client_of(owner)
    address = looked_for(client)
    page = client.get(address)
    assert len(records_in(parsed(page))) == 50
    assert parsed(page).one("input", id="id_customer")["value"] == "naga"
    named = [link for link in [address, *addresses(page)] if "naga" in link.lower()]
    assert named == []


def test_its_pages_its_figures_and_its_file_are_of_the_same_customer(deposits, owner, client_of):
    client = client_of(owner)
    address = looked_for(client)
    page = parsed(client.get(address))
    assert len(records_in(parsed(client.get(LIST + next_url(page))))) == 1
    figures = {card["href"] for card in page.all("a", **{"class": "stat-card"})}
    assert "Other" not in "".join(client.get(LIST + url).content.decode() for url in figures)
    [file] = [link["href"] for link in page.all("a") if "format=csv&" not in link.get("href")
              and "format=csv" in link.get("href")]  # fmt: skip
    rows = b"".join(client.get(file).streaming_content).decode().splitlines()
    assert len(rows) == 1 + 51
    assert "Other" not in "".join(rows)


def test_whoever_types_gets_the_rows_in_their_place_and_keeps_the_cursor(
    deposits, owner, client_of
):
    client = client_of(owner, htmx=True)
    sent = {"customer": "naga", "preset": "all"}
    answer = client.post(f"{LIST}find/", sent, headers={"HX-Target": "records"})
    assert parsed(answer).all()[0]["id"] == "records"
    assert "Other" not in answer.content.decode()
    address = answer["HX-Push-Url"]
    assert address.startswith(f"{LIST}?preset=all&find=")
    assert "naga" not in address
    assert "HX-Redirect" not in answer


@pytest.mark.parametrize("path", [LIST, f"{LIST}export/"])
def test_a_customer_typed_into_an_address_leads_to_one_without(path, deposits, owner, client_of):
    client = client_of(owner)
    answer = client.get(path, {"customer": "naga2", "preset": "all"})
    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).path == path
    assert "naga" not in answer["Location"]
    shown = client.get(answer["Location"])
    content = b"".join(shown.streaming_content) if shown.streaming else shown.content
    assert "Naga2" in content.decode()
    assert "Naga1" not in content.decode()


def test_a_search_that_has_ended_says_so_and_shows_nothing(deposits, owner, stranger, client_of):
    """Everything would be taken for what was looked for."""
    address = looked_for(client_of(owner))
    page = parsed(client_of(stranger).get(address))
    assert "This search has ended. Type it once more." in page.text
    assert page.all("table") == []


def test_a_saved_search_names_nobody_in_its_address_and_opens(deposits, admin, stranger, client_of):
    client = client_of(admin)
    page = parsed(client.get(looked_for(client, "Naga1")))
    sent = {field["name"]: field["value"] for field in page.one(id="save-filter").all("input")
            if field.get("type") == "hidden"}  # fmt: skip
    assert "aga1" not in sent["next"]
    answer = client.post("/filters/save/", sent | {"name": "One of them", "shared": "on"})
    assert answer["Location"] == sent["next"]
    row = SavedFilter.objects.get()
    assert row.query == "preset=all&customer=Naga1"
    for person in (admin, stranger):
        client = client_of(person)
        link = parsed(client.get(LIST)).one("nav", **{"class": "chips saved-filters"}).all("a")[0]
        assert "aga1" not in link["href"]
        opened = client.get(link["href"], follow=True)
        assert "aga1" not in opened.request["QUERY_STRING"]
        assert parsed(opened).one("input", id="id_customer")["value"] == "Naga1"
        current = parsed(opened).one("a", **{"aria-current": "true", "href": link["href"]})
        assert "One of them" in current.text


def test_a_saved_search_of_somebody_else_does_not_open(owner, stranger, client_of):
    row = saved.save(owner, "omset", "mine", "customer=naga")
    assert client_of(stranger).get(f"/filters/{row.pk}/").status_code == 404
    assert client_of(owner).get(f"/filters/{row.pk}/").status_code == 302
