"""Each list with a filter keeps filters, names its conditions, and lets go of columns."""

import re
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from bonuses import checks
from crm.filters import saved
from crm.filters.lists import LISTS
from omset.ledger import trash
from tests.make import make_deposit, make_reservation

pytestmark = pytest.mark.django_db
# A condition of each list beside its default ones, and how a chip says it.
CONDITIONS = {
    "omset": ("preset=all", "Period: All time"),
    "summary": ("preset=all", "Period: All time"),
    "details": ("preset=all", "Period: All time"),
    "duplicates": ("preset=all", "Period: All time"),
    "reserved": ("q=x", "Customer or staff: x"),
    "checks": ("status=submitted", "Status: Submitted"),
    "staff": ("role=staff", "Role: Staff"),
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
        yield admin


def words(page, pattern):
    found = re.findall(pattern, page.content.decode(), re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]*>", "", text)).split()) for text in found]


def heads(page):
    """The heads of the first table, which is the list."""
    table = page.content.decode().partition("</thead>")[0].rpartition("<thead")[2]
    return [
        " ".join(re.sub(r"<[^>]*>", "", head).split())
        for head in re.findall(r'<th scope="col".*?</th>', table, re.DOTALL)
    ]


def test_these_are_all_the_lists_with_a_filter():
    assert {page for page, found in LISTS.items() if found.fields} == set(CONDITIONS)


@pytest.mark.parametrize("page", CONDITIONS)
def test_a_condition_is_named_kept_and_found_again(page, floor, client_of):
    query, condition = CONDITIONS[page]
    client, url = client_of(floor), LISTS[page].url
    shown = client.get(f"{url}?{query}")
    assert f"{condition} remove" in words(shown, r'<li><a class="chip".*?</a>')
    kept = {"page": page, "name": "Kept", "query": query}
    assert client.post(reverse("filters:save"), kept).url == url
    again = client.get(f"{url}?{query}").content.decode()
    assert f'href="{url}?{query}" aria-current="true"' in again


@pytest.mark.parametrize("page", CONDITIONS)
def test_what_the_list_shows_by_itself_is_the_filter_without_conditions(page, floor, client_of):
    shown = client_of(floor).get(LISTS[page].url)
    assert words(shown, r'<li><a class="chip".*?</a>') == []
    [query] = re.findall(r'name="query" value="(.*?)"', shown.content.decode())
    assert query in ("", "preset=today", "preset=month")


@pytest.mark.parametrize("page", [page for page, found in LISTS.items() if found.columns])
def test_every_column_but_what_a_row_is_about_may_go(page, floor, client_of):
    client, chosen = client_of(floor), LISTS[page]
    url = f"{chosen.url}?{CONDITIONS.get(page, [''])[0]}"
    every = heads(client.get(url))
    client.post(reverse("filters:layout"), {"page": page, "density": "comfortable"})
    left, shown = heads(client.get(url)), client.get(url).content.decode()
    assert left == [head for head in every if head not in map(str, chosen.columns.values())]
    assert len(left) == len(every) - len(chosen.columns)
    cells = re.search(r"<tbody.*?</tr>", shown, re.DOTALL)[0].count("data-label=")
    assert cells == len(left)


def test_a_claim_that_is_decided_keeps_to_the_chosen_columns(floor, client_of):
    client = client_of(floor, htmx=True)
    client.post(reverse("filters:layout"), {"page": "checks", "columns": ["month"]})
    [claim] = client.get("/bonuses/checks/").context["page"].rows
    row = client.post(reverse("bonuses:check_approve", args=[claim.pk])).content.decode()
    assert re.findall(r'data-label="(.*?)"', row) == ["Customer", "Month", "Status"]


def test_this_month_of_the_claims_moves_on(floor, client_of, admin):
    kept = {"page": "checks", "name": "Mine", "query": "month=&status=approved"}
    client_of(admin).post(reverse("filters:save"), kept)
    assert [row.query for row in saved.SavedFilters(admin, "checks", "").rows] == [
        "status=approved"
    ]
