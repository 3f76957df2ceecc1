"""The five most used pages at the foot of a phone: by role, and only what may be opened (RO-5)."""

import pytest
from django.urls import reverse

from tests.make import make_admin, make_deposit, make_reservation
from tests.parsed import parsed

STAFF = ["/omset/new/", "/omset/", "/members/mine/", "/", "/targets/"]
ADMINS = ["/omset/pending/", "/omset/", "/", "/bonuses/", "/leaderboard/"]


def links(response):
    """The links of the bar in their order."""
    return parsed(response).one("nav", **{"class": "bottom-bar"}).all("a")


def addresses(response):
    return [link["href"] for link in links(response)]


def test_staff_reach_what_they_use_most(client_of, owner):
    assert addresses(client_of(owner).get("/")) == STAFF


def test_admins_reach_what_they_use_most(client_of, admin):
    assert addresses(client_of(admin).get("/")) == ADMINS


def test_a_blocked_page_leaves_its_place_to_the_next_one(client_of, db):
    blocked = make_admin(blocked_pages=["pending"])
    bar = addresses(client_of(blocked).get("/"))
    assert bar == ["/omset/", "/", "/bonuses/", "/leaderboard/", "/omset/new/"]


def test_somebody_with_few_pages_has_a_short_bar(client_of, db):
    kept = make_admin(blocked_pages=["omset", "pending", "bonuses", "leaderboard"])
    own = ["/", "/members/reserved/", "/leave/", "/members/requests/"]
    assert addresses(client_of(kept).get("/")) == own


def test_the_page_one_is_on_is_marked(client_of, owner):
    (current,) = [
        link for link in links(client_of(owner).get("/omset/")) if link.get("aria-current")
    ]
    assert current["href"] == "/omset/"


def test_a_page_outside_the_bar_marks_nothing(client_of, owner):
    bar = links(client_of(owner).get(reverse("notifications:list")))
    assert [link for link in bar if link.get("aria-current")] == []


@pytest.mark.parametrize("url", ["/", "/omset/pending/"])
def test_what_waits_stands_on_its_link(client_of, admin, owner, stranger, product, url):
    make_reservation(stranger, product, "held", by=admin)
    make_deposit(owner, product, "held")
    queue = links(client_of(admin).get(url))[0]
    assert queue.one("b", **{"data-follows": "badge-pending"}).text == "1"


def test_a_visitor_has_no_bar(client):
    page = parsed(client.get(reverse("staff:login")))
    assert page.all("nav", **{"class": "bottom-bar"}) == []
