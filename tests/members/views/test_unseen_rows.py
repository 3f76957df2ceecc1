"""What came to a staff member since the last visit, as the menu says it (NO-4)."""

import pytest

from members.models import DatabaseKind
from tests.members.batches.make import give, users
from tests.members.make import make_database
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
WD, BONANZA = DatabaseKind.WD, DatabaseKind.BONANZA


def badge(client, kind):
    counted = parsed(client.get("/badges/")).all("span", id=f"badge-{kind}")
    return [span.text for span in counted]


def test_case_67_the_badge_counts_what_came_since_the_last_visit(owner, product, client_of):
    database = make_database(product, rows=users(9), kind=WD)
    batch, _rows = give(database, owner, 5)
    client = client_of(owner)
    assert badge(client, "wd") == ["5"]
    assert badge(client, "bonanza") == [""]
    client.get("/members/mine/wd/")
    assert badge(client, "wd") == [""]
    give(database, owner, 2, batch_id=batch.pk)
    assert badge(client, "wd") == ["2"]
    client.get("/members/mine/bonanza/")
    assert badge(client, "wd") == ["2"]
    client.get("/members/mine/")
    assert badge(client, "wd") == [""]


def test_NO_4_others_have_no_such_badge(owner, stranger, admin, product, client_of):
    give(make_database(product, rows=users(2), kind=WD), owner, 2)
    assert badge(client_of(stranger), "wd") == [""]
    assert badge(client_of(admin), "wd") == []


def test_the_menu_shows_the_badge_beside_its_page(owner, product, client_of):
    give(make_database(product, rows=users(3), kind=BONANZA), owner, 3)
    page = parsed(client_of(owner).get("/members/reserved/"))
    assert page.one("nav", id="sidebar").one("span", id="badge-bonanza").text == "3"
