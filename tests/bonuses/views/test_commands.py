"""What the bonus pages ask of the database: little, by index, and no more when there is more."""

from datetime import date

import pytest

from bonuses.months import closing
from crm.mongo.inspection import collection_scans, recorded_commands
from omset.ledger import trash
from omset.models import OmsetRecord
from tests.make import make_rate
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
MOST = 8
OWN = {"own": "/bonuses/mine/?month=2026-02", "own, now": "/bonuses/mine/"}
PAGES = OWN | {
    "month": "/bonuses/?month=2026-02",
    "month without anything": "/bonuses/?month=2025-02",
    "closed month": "/bonuses/?month=2026-01",
    "person, now": "/bonuses/{owner}/",
    "person, closed": "/bonuses/{owner}/?month=2026-01",
}
# Whoever was closed or not, a rate and the plan that it converts, what waits: each is one more.
MORE = {
    "month in rupiah": "/bonuses/?month=2026-02&currency=IDR",
    "closed month in rupiah": "/bonuses/?month=2026-01&currency=IDR",
    "person, earlier": "/bonuses/{owner}/?month=2026-02",
    "person in rupiah": "/bonuses/{owner}/?month=2026-02&currency=IDR",
    "review": "/bonuses/closing/?month=2026-02",
    "discrepancies": "/bonuses/discrepancies/?month=2026-01",
}


@pytest.fixture
@remembered
def places(month, deposit, owner, admin):
    """January is closed and changed since."""
    make_rate(16_000, date(2026, 1, 1), by=admin)
    [gone] = deposit("2026-01-05")
    closing.close(date(2026, 1, 1), by=admin)
    trash.delete(gone.pk, by=owner)
    return {"owner": owner.pk}


def commands_of(client, address):
    client.get(address)
    with recorded_commands() as commands:
        assert client.get(address).status_code == 200
    return commands


@pytest.mark.parametrize("page", [*PAGES, *MORE])
def test_an_admins_page_asks_little_and_by_index(page, places, admin, client_of):
    commands = commands_of(client_of(admin), (PAGES | MORE)[page].format(**places))
    assert [
        tuple(command) for command in collection_scans(commands, allowed=("omset_ledgerhead",))
    ] == []
    names = " ".join(f"{command.name}:{command.collection}" for command in commands)
    assert len(commands) <= MOST + (page in MORE) * 3, names


@pytest.mark.parametrize("page", OWN)
def test_an_own_page_asks_little_and_by_index(page, places, owner, client_of):
    commands = commands_of(client_of(owner), OWN[page])
    assert [tuple(command) for command in collection_scans(commands)] == []
    # One more for the days on which somebody was away (LB-13).
    assert len(commands) <= MOST + 1


def test_the_pages_ask_no_more_when_there_is_more(places, deposit, stranger, admin, client_of):
    client = client_of(admin)
    pages = [address.format(**places) for address in PAGES.values()]
    before = [len(commands_of(client, page)) for page in pages]
    for day in range(1, 15):
        deposit(f"2026-02-{day:02}")
        deposit(f"2026-02-{day:02}", staff=stranger)
    assert OmsetRecord.objects.count() > 30
    assert [len(commands_of(client, page)) for page in pages] == before
