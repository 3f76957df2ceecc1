"""Each list with a filter keeps filters, names its conditions, and lets go of columns."""

import pytest
import time_machine
from django.urls import reverse

from bonuses.claims import checks
from crm.filters import saved
from crm.filters.lists import LISTS
from crm.staff.models import Product
from members.draws import requests
from omset.ledger import trash
from tests.leave.make import ask
from tests.loyalty.make import make_member, make_programme
from tests.make import make_deposit, make_reservation
from tests.members.make import make_database
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
# A condition of each list beside its default ones, and how a chip says it.
CONDITIONS = {
    "omset": ("preset=all", "Period: All time"),
    "summary": ("preset=all", "Period: All time"),
    "details": ("preset=all", "Period: All time"),
    "duplicates": ("preset=all", "Period: All time"),
    "reserved": ("product={product}", "Product: P"),
    "checks": ("status=submitted", "Status: Submitted"),
    "requests": ("first=2026-03-01", "From: 2026-03-01"),
    "leave": ("type=off", "Type: Off day"),
    "conflicts": ("change=taken", "What happened: Taken by a reservation"),
    "attendance": ("first=2026-03-01", "From: 2026-03-01"),
    "breaks": ("first=2026-03-01", "From: 2026-03-01"),
    "staff": ("role=staff", "Role: Staff"),
    "loyalty_members": ("state=active", "State: Active"),
}


@pytest.fixture
def floor(owner, stranger, product, admin):
    """Something to see in each list; returns an admin."""
    with time_machine.travel("2026-03-15T10:00:00+07:00"):
        for person in (owner, stranger):
            make_deposit(person, product, "x", "2026-03-01")
        trash.delete(make_deposit(owner, product, "x").pk, by=owner)
        make_reservation(owner, product, "x", by=admin)
        checks.submit(staff=owner, customer_id="x", product=product)
        database = make_database(product)
        requests.ask(staff=owner, database_id=database.pk, count=1, idempotency_key="one")
        ask(owner, "2026-03-20")
        make_member(make_programme())
        yield admin


def asked_for(page):
    """The condition as an address has it."""
    query, _said = CONDITIONS.get(page, ("", ""))
    return query.replace("{product}", str(Product.objects.get().pk))


def conditions(page):
    """What the chips over the list say."""
    chips = parsed(page).all("a", **{"class": "chip"})
    return [chip.text for chip in chips if chip.above.name == "li"]


def heads(page):
    """The heads of the first table, which is the list."""
    return [head.text for head in parsed(page).all("thead")[0].all("th", scope="col")]


def cells(part):
    """What each cell is labelled with on a phone."""
    return [cell["data-label"] for cell in part.all() if "data-label" in cell.attributes]


def test_these_are_all_the_lists_with_a_filter():
    assert {page for page, listed in LISTS.items() if listed.fields} == set(CONDITIONS)


@pytest.mark.parametrize("page", CONDITIONS)
def test_a_condition_is_named_kept_and_found_again(page, floor, client_of):
    query, condition = asked_for(page), CONDITIONS[page][1]
    client, url = client_of(floor), LISTS[page].url
    assert f"{condition} remove" in conditions(client.get(f"{url}?{query}"))
    kept = {"page": page, "name": "Kept", "query": query}
    assert client.post(reverse("filters:save"), kept).url == url
    offered = parsed(client.get(f"{url}?{query}")).one("nav", **{"class": "chips saved-filters"})
    assert offered.one("a", **{"aria-current": "true"})["href"] == f"{url}?{query}"


@pytest.mark.parametrize("page", CONDITIONS)
def test_what_the_list_shows_by_itself_is_the_filter_without_conditions(page, floor, client_of):
    answer = client_of(floor).get(LISTS[page].url)
    assert conditions(answer) == []
    query = parsed(answer).one("input", name="query")["value"]
    assert query in ("", "preset=today", "preset=month")


@pytest.mark.parametrize("page", [page for page, listed in LISTS.items() if listed.columns])
def test_every_column_but_what_a_row_is_about_may_go(page, floor, client_of):
    client, chosen = client_of(floor), LISTS[page]
    url = f"{chosen.url}?{asked_for(page)}"
    every = heads(client.get(url))
    client.post(reverse("filters:layout"), {"page": page, "density": "comfortable"})
    answer = client.get(url)
    left = heads(answer)
    assert left == [head for head in every if head not in map(str, chosen.columns.values())]
    assert len(left) == len(every) - len(chosen.columns)
    first_row = parsed(answer).all("tbody")[0].all("tr")[0]
    assert len(cells(first_row)) == len(left)


def test_a_claim_that_is_decided_keeps_to_the_chosen_columns(floor, client_of):
    client = client_of(floor, htmx=True)
    client.post(reverse("filters:layout"), {"page": "checks", "columns": ["month"]})
    [claim] = client.get("/bonuses/checks/").context["page"].rows
    row = client.post(reverse("bonuses:check_approve", args=[claim.pk]))
    assert cells(parsed(row)) == ["Customer", "Month", "Status"]


def test_this_month_of_the_claims_moves_on(floor, client_of, admin):
    kept = {"page": "checks", "name": "Mine", "query": "month=&status=approved"}
    client_of(admin).post(reverse("filters:save"), kept)
    assert [row.query for row in saved.SavedFilters(admin, "checks", "").rows] == [
        "status=approved"
    ]
