"""A programme at a glance: figures that were counted, each with what it counts (issue 16, 7)."""

import pytest

from tests.loyalty.make import make_member, make_programme
from tests.parsed import parsed

pytestmark = pytest.mark.django_db


def cards(response):
    found = parsed(response).all("a", "div", **{"class": "stat-card"})
    return {card.all("span")[0].text: card.all("span")[1].text for card in found}


def test_members_are_counted_of_the_chosen_programme_alone(client_of, admin):
    one, other = make_programme("Alfa"), make_programme("Beta")
    for _number in range(2):
        make_member(other)
    client = client_of(admin)
    assert cards(client.get("/loyalty/"))["Members"] == "0"
    assert cards(client.get(f"/loyalty/?programme={other.pk}"))["Members"] == "2"
    assert cards(client.get(f"/loyalty/?programme={one.pk}"))["Members"] == "0"


def test_without_a_programme_no_figure_is_invented_LA_8(client_of, admin):
    page = client_of(admin).get("/loyalty/")
    assert cards(page) == {}
    assert "No programme yet" in page.content.decode()


def test_staff_have_no_overview(client_of, owner):
    assert client_of(owner).get("/loyalty/").status_code == 403
