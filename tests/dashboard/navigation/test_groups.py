"""The groups of the menu: remembered by their ids, and what waits in one that is closed (NO-4)."""

import pytest

from tests.make import make_deposit, make_reservation
from tests.parsed import parsed


def groups(response):
    """The groups by their ids."""
    return {
        group["data-group"]: group
        for group in parsed(response).all("details")
        if group.get("data-group")
    }


def closed(response):
    return [name for name, group in groups(response).items() if "open" not in group.attributes]


def test_staff_have_no_group_without_a_page(client_of, owner):
    assert list(groups(client_of(owner).get("/"))) == [
        "overview",
        "work",
        "members",
        "loyalty",
        "leave",
        "earnings",
    ]


def test_admins_have_every_group(client_of, admin):
    every = ["overview", "work", "members", "loyalty", "leave", "check", "earnings", "manage"]
    assert list(groups(client_of(admin).get("/"))) == every


def test_what_this_browser_has_closed_stays_closed(client_of, admin):
    client = client_of(admin)
    client.cookies["closed_groups"] = "check.manage"
    assert closed(client.get("/omset/")) == ["check", "manage"]


def test_a_cookie_of_positions_closes_nothing(client_of, admin):
    client = client_of(admin)
    client.cookies["closed_groups"] = "0.2"
    assert closed(client.get("/omset/")) == []


@pytest.mark.parametrize(("group", "waiting"), [("work", "2"), ("earnings", "")])
def test_a_group_adds_up_what_waits_in_it(
    client_of, admin, owner, stranger, product, group, waiting
):
    make_reservation(stranger, product, "held", by=admin)
    for _time in range(2):
        make_deposit(owner, product, "held")
    page = groups(client_of(admin).get("/"))
    (total,) = [part for part in page[group].all("span") if "data-sum" in part.attributes]
    assert total.text == waiting


def test_the_drawer_searches_without_a_script(client_of, owner):
    (form,) = [
        form
        for form in parsed(client_of(owner).get("/")).all("form")
        if form.get("class") == "drawer-search"
    ]
    assert form["action"] == "/search/"
    assert form.one("input", name="q")["type"] == "search"
