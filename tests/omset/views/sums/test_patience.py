"""Search, details and unique customers have limits: of the database's time, and of a person's."""

import pytest
from django.core.cache import cache

from crm.mongo.inspection import recorded_commands
from omset.lists import customers, days
from omset.views import summary
from tests.parsed import text_of
from tests.urls import every_url

pytestmark = pytest.mark.django_db
FEBRUARY = {"start": "2026-02-01", "end": "2026-02-28"}
DETAILS, SUGGESTIONS = "/omset/details/", "/omset/customers/"
LIMITED = {
    "omset:details": "120/m",
    "omset:deposits": "120/m",
    "omset:customers": "120/m",
    "dashboard:search": "120/m",
}


def times(commands, *names):
    """The patience with each of these reads of the ledger; the menu counts without."""
    reads = [each for each in commands if each.collection == "omset_omsetrecord"]
    patience = [each.document.get("maxTimeMS") for each in reads if each.name in names]
    return [milliseconds for milliseconds in patience if milliseconds]


@pytest.mark.parametrize(("name", "rate"), LIMITED.items())
def test_search_and_details_have_a_limit(name, rate):
    [url] = [url for url in every_url() if url.name == name]
    assert url.view.limit == rate


def test_details_opened_too_often_are_answered_with_429(golden, admin, client_of, settings):
    settings.RATELIMIT_ENABLE = True
    cache.clear()
    client = client_of(admin)
    answers = [client.get(SUGGESTIONS).status_code for _time in range(121)]
    assert answers == [200] * 120 + [429]


def test_details_give_the_database_a_time(golden, admin, client_of):
    client = client_of(admin)
    with recorded_commands() as commands:
        client.get(DETAILS, FEBRUARY)
    # Others have what is left of the page's own time (OP-13).
    assert times(commands, "find", "aggregate").count(days.PATIENCE_MS) == 2


def test_searching_gives_the_database_a_time(golden, admin, client_of):
    client = client_of(admin)
    with recorded_commands() as commands:
        client.get(SUGGESTIONS, {"customer_id": "xy", "staff": golden.staff["A"].pk})
        client.post("/search/", {"q": "xx"})
    assert set(times(commands, "find", "aggregate")) == {customers.LONGEST_MS}


def test_unique_customers_of_one_person_give_the_database_a_time(golden, admin, client_of):
    client = client_of(admin)
    with recorded_commands() as commands:
        client.get(f"/omset/summary/customers/{golden.staff['A'].pk}/", FEBRUARY)
    assert times(commands, "aggregate").count(summary.PATIENCE_MS) == 1


@pytest.mark.parametrize("place", ["details", "unique"])
def test_what_takes_too_long_is_said_and_no_error(place, golden, admin, client_of, monkeypatch):
    monkeypatch.setattr("omset.lists.filters.Filter.match", slow)
    for module in (days, summary):
        monkeypatch.setattr(module, "PATIENCE_MS", 5)
    person = golden.staff["A"].pk
    address = DETAILS if place == "details" else f"/omset/summary/customers/{person}/"
    answer = client_of(admin).get(address, FEBRUARY)
    assert answer.status_code == 200
    assert "So many records match that they are not counted here" in text_of(answer)


def slow(chosen):
    """A match that takes a second for each record."""
    return {"$expr": {"$gte": [{"$sum": [{"$range": [0, 300_000]}]}, 0]}}
