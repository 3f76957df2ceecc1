"""The page of customers recorded by several people (OM-31)."""

import pytest
import time_machine

from crm.mongo.inspection import recorded_commands
from crm.staff.models import User
from omset.lists import duplicates as rules
from tests.make import make_deposit
from tests.omset.views.pages import fields_with_errors, figures_in, next_url, records_in
from tests.parsed import parsed

URL = "/omset/duplicates/"
EVER = {"preset": "all"}


def cells(page):
    """The texts of each group's cells."""
    rows = [cell.within("tr") for cell in page.all("td", **{"data-label": "Customer"})]
    return [[cell.text for cell in row.all("td")] for row in rows]


def figures(page):
    return list(figures_in(page).values())


def get(client, query, **headers):
    return parsed(client.get(URL, query, headers=headers))


def test_it_shows_the_one_group_of_the_golden_set(golden, admin, client_of):
    page = get(client_of(admin), EVER)
    [row] = cells(page)
    assert row[:5] == ["x", "P", "A, B", "2", "Rp 980.000"]
    assert row[5].startswith("7")
    assert figures(page) == ["1", "7"]


def test_it_shows_this_month_unless_asked(golden, admin, client_of):
    with time_machine.travel("2026-03-10T03:00:00Z", tick=False):
        client = client_of(admin)
        assert "No duplicates here" in get(client, {}).text
    with time_machine.travel("2026-02-10T03:00:00Z", tick=False):
        assert figures(get(client_of(admin), {})) == ["1", "7"]


def test_it_follows_dates_and_product(golden, admin, client_of):
    client, day = client_of(admin), {"date": "2026-02-02"}
    q = str(golden.products["Q"].pk)
    assert figures(get(client, day)) == ["1", "2"]
    assert figures(get(client, day | {"product": q})) == []


def test_a_group_opens_to_its_records(golden, admin, client_of):
    client = client_of(admin)
    [link] = {a["href"] for a in get(client, EVER).all("a") if "group=" in a.get("href")}
    page = parsed(client.get(URL + link))
    assert set(records_in(page)) == {str(golden[number]) for number in (1, 2, 3, 5, 6, 11, 12)}
    assert "x in P" in page.text


def test_htmx_opens_a_group_in_its_place(golden, admin, client_of):
    client, pk = client_of(admin, htmx=True), golden[1]
    query = EVER | {"group": str(pk)}
    page = get(client, query, **{"HX-Target": f"group-{pk}"})
    assert page.all()[0].get("id") == f"group-{pk}"
    assert len(page.all("li")) == 7


def test_a_group_keeps_to_the_days_asked_for(golden, admin, client_of):
    query = {"date": "2026-02-02", "group": str(golden[1])}
    page = get(client_of(admin), query)
    assert set(records_in(page)) == {str(golden[5]), str(golden[6])}


@pytest.mark.parametrize("group", ["x", "0" * 24, "{}"])
def test_a_group_that_does_not_exist_is_not_found(group, golden, admin, client_of):
    assert client_of(admin).get(URL, EVER | {"group": group}).status_code == 404


@pytest.mark.parametrize("place", ["2", "x", "n.1.x.y", f"q.1.{'a' * 24}.x", f"n.².{'a' * 24}.x"])
def test_a_page_link_that_is_not_ours_is_refused(place, golden, admin, client_of):
    assert client_of(admin).get(URL, EVER | {"page": place}).status_code == 400


def test_pages_lead_to_each_other(golden, admin, client_of, monkeypatch):
    monkeypatch.setattr(rules, "PAGE_SIZE", 1)
    a, b, p = golden.staff["A"], golden.staff["B"], golden.products["P"]
    for person in (a, b):
        make_deposit(person, p, "z2")
    client = client_of(admin)
    first = get(client, EVER)
    second = parsed(client.get(URL + next_url(first)))
    assert [row[0] for row in cells(first) + cells(second)] == ["x", "z2"]
    assert not first.all("a", rel="prev")
    assert not second.all("a", rel="next")
    assert second.all("a", rel="prev")


@pytest.mark.parametrize(
    ("query", "field"),
    [({"preset": "x"}, "preset"), ({"product": "x"}, "product"), ({"end": "x"}, "end")],
)
def test_nonsense_shows_nothing_but_a_message_at_its_field(query, field, golden, admin, client_of):
    page = get(client_of(admin), query)
    assert cells(page) == []
    assert figures(page) == []
    assert fields_with_errors(page) == [field]


def test_staff_do_not_see_duplicates(golden, client_of):
    query = EVER | {"group": str(golden[1])}
    codes = [client_of(golden.staff["A"]).get(URL, asked).status_code for asked in (EVER, query)]
    assert codes == [403, 403]


def test_a_blocked_admin_does_not_see_duplicates(golden, admin, client_of):
    User.objects.filter(pk=admin.pk).update(blocked_pages=["duplicates"])
    assert client_of(admin).get(URL).status_code == 403


def test_the_costly_question_is_limited_per_person(golden, admin, client_of):
    with time_machine.travel("2026-03-01T03:00:00Z", tick=False):
        client = client_of(admin)
        codes = [client.get(URL, EVER).status_code for _time in range(21)]
        opened = client.get(URL, EVER | {"group": str(golden[1])}).status_code
    assert codes == [200] * 20 + [429]
    assert opened == 200


def test_it_costs_at_most_thirteen_commands(golden, admin, client_of):
    client = client_of(admin)
    client.get(URL, EVER)
    with recorded_commands() as commands:
        client.get(URL, EVER)
    assert len(commands) <= 13
