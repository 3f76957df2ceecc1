"""A programme at a glance: figures that were counted, each with what it counts (issue 16, 7)."""

from datetime import date

import pytest

from loyalty.members import links
from loyalty.segments.runs import compute
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.rewards.make import asks, make_redeemer, make_reward
from tests.make import make_deposit
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
    assert cards(client.get("/loyalty/"))["Members"] == "no data"
    assert cards(client.get(f"/loyalty/?programme={other.pk}"))["Members"] == "2"
    assert cards(client.get(f"/loyalty/?programme={one.pk}"))["Members"] == "no data"


def test_without_a_programme_no_figure_is_invented_LA_8(client_of, admin):
    page = client_of(admin).get("/loyalty/")
    assert cards(page) == {}
    assert "No programme yet" in page.content.decode()


def test_figures_of_buyers_are_those_of_the_newest_run_and_open_it(
    client_of, admin, owner, product
):
    programme = make_programme(products=[product])
    member = make_member(programme)
    make_member(programme)
    links.link(member.pk, "ana", by=admin, reason="x")
    client = client_of(admin)
    assert cards(client.get("/loyalty/"))["Members with purchases"] == "no data"
    make_deposit(owner, product, "ana", "2026-02-01", nominal=100_000)
    make_deposit(owner, product, "lain", "2026-02-01", nominal=50_000)
    run = compute(programme, date(2026, 2, 2), by=None)
    page = client.get("/loyalty/")
    assert cards(page)["Members with purchases"] == "1"
    assert cards(page)["Spend of all buyers"] == "Rp 150.000"
    opened = {card.get("href") for card in parsed(page).all("a", **{"class": "stat-card"})}
    assert f"/loyalty/segments/{run.pk}/buyers/" in opened
    assert {client.get(url).status_code for url in opened} == {200}


def test_points_redemptions_and_the_newest_import_open_what_they_count(client_of, admin):
    programme = make_programme()
    client = client_of(admin)
    assert cards(client.get("/loyalty/"))["Points of all members"] == "no data"
    assert cards(client.get("/loyalty/"))["Redemptions to decide"] == "no data"
    assert cards(client.get("/loyalty/"))["Newest import"] == "no data"
    asks(make_reward(programme), make_redeemer(programme, points=150))
    page = client.get("/loyalty/")
    assert cards(page)["Points of all members"] == "50"
    assert cards(page)["Redemptions to decide"] == "1"
    assert cards(page)["Redemptions"] == "1"
    opened = [card.get("href") for card in parsed(page).all("a", **{"class": "stat-card"})]
    queue = next(url for url in opened if "status=pending" in url)
    assert len(parsed(client.get(queue)).one("tbody").all("tr")) == 1


def test_staff_have_no_overview(client_of, owner):
    assert client_of(owner).get("/loyalty/").status_code == 403
