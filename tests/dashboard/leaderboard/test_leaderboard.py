"""The leaderboard: who stands where, who moved, how near the targets (LB-2 to LB-5, RO-6)."""

from html import escape

import pytest
import time_machine

from crm.staff.accounts import people
from omset.ledger import trash
from tests.dashboard.leaderboards import MILLION, URL, leaderboard_at, totals
from tests.make import make_admin, make_deposit, make_master, make_staff
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def twentieth_of_february():
    with time_machine.travel("2026-02-20T05:00:00Z"):
        yield


def order(leaderboard):
    """Who stands where, in the order of the page."""
    return [(person.rank, person.row.name) for person in leaderboard.people]


@pytest.fixture
@remembered
def case_29(product):
    """A and B make 50 million each: new customers spread over days, the first with a tambahan."""
    for name, ndp, rdp, days in (("A", 20, 10, 5), ("B", 25, 5, 10)):
        staff = make_staff(name)
        for number in range(ndp):
            nominal = 50 * MILLION - (ndp + rdp - 1) if number == 0 else 1
            place = (staff, product, f"{name}{number}", f"2026-02-{number % days + 1:02}")
            make_deposit(*place, nominal)
            if number < rdp:
                make_deposit(*place, 1, note="tambahan")
    make_staff("C")


def test_case_29_the_page_ranks_equals_alike_by_each_metric(case_29, client_of, admin):
    client = client_of(admin)
    assert order(leaderboard_at(client)) == [(1, "B"), (1, "A"), (3, "C")]
    assert order(leaderboard_at(client, "?by=ndp")) == [(1, "B"), (2, "A"), (3, "C")]
    assert order(leaderboard_at(client, "?by=rdp")) == [(1, "A"), (2, "B"), (3, "C")]


def test_case_29_averages_are_written_over_days_worked(case_29, client_of, admin):
    answer = client_of(admin).get(URL)
    row = answer.context["leaderboard"].people[1].row
    assert row.average_total == 10 * MILLION
    assert row.average_ndp == 4
    assert row.average_rdp == 2
    text = answer.content.decode()
    assert [figure in text for figure in ("Rp 10.000.000", ">2,5<")] == [True, True]


def test_a_podium_has_two_firsts_and_nobody_with_nothing(case_29, client_of, admin):
    podium = leaderboard_at(client_of(admin)).podium
    assert [(person.rank, person.row.name) for person in podium] == [(1, "B"), (1, "A")]


@pytest.mark.parametrize("by", ["total", "ndp", "rdp"])
def test_the_podium_opens_its_records_and_the_wall_nothing(case_29, client_of, admin, by):
    client = client_of(admin)
    [first, *_others] = leaderboard_at(client, f"?by={by}").podium
    places = client.get(f"{URL}?by={by}").content.decode().partition("podium-1")[2]
    assert f'<a class="link link-hover" href="{escape(first.urls[by])}">' in places
    assert "/omset/" not in client.get(URL + "tv/").content.decode()


def test_who_finds_no_room_on_the_podium_is_counted(client_of, admin, product):
    for number in range(8):
        make_deposit(make_staff(), product, f"c{number}", "2026-02-01", 100)
    leaderboard = leaderboard_at(client_of(admin))
    assert [person.rank for person in leaderboard.podium] == [1] * 6
    assert leaderboard.not_on_podium == 2


@pytest.mark.parametrize("query", ["", "?period=all", "?start=2026-02-01&end=2026-02-28"])
def test_case_30_somebody_who_left_is_first_under_the_old_name(
    owner, product, client_of, admin, query
):
    make_staff("here")
    make_deposit(owner, product, "x", "2026-02-03", 90 * MILLION)
    people.deactivate(owner.pk, by=make_master())
    assert order(leaderboard_at(client_of(admin), query)) == [(1, "owner"), (2, "here")]


def test_LB_2_staff_without_records_and_admins_with_some_are_there(
    owner, admin, product, client_of
):
    assert totals(leaderboard_at(client_of(owner))) == {"owner": 0}
    make_deposit(admin, product, "x", "2026-02-03", 5)
    assert totals(leaderboard_at(client_of(owner))) == {"admin": 5, "owner": 0}


@pytest.mark.parametrize("page", [URL, "/targets/", "/staff/"])
def test_G_4_no_list_of_people_ends_before_the_last_one(client_of, admin, page):
    for number in range(101):
        make_staff(f"s{number:03}")
    text = client_of(admin).get(page).content.decode()
    assert [f"s{number:03}" in text for number in range(101)] == [True] * 101


def test_nobody_to_rank_is_said(admin, client_of):
    assert "Nobody to rank yet" in client_of(admin).get(URL).content.decode()


def test_LB_5_the_bars_are_omset_of_the_month_and_averages_of_a_day(case_29, client_of, admin):
    [person] = [x for x in leaderboard_at(client_of(admin)).people if x.row.name == "A"]
    assert person.meters == {"total": (50, "half"), "ndp": (40, "low"), "rdp": (13, "low")}


@pytest.fixture
@remembered
def overtaken(owner, stranger, product):
    """Until yesterday stranger led; today owner overtakes. A third one stays."""
    make_deposit(stranger, product, "x", "2026-02-10", 300)
    make_deposit(owner, product, "y", "2026-02-19", 200)
    make_deposit(make_staff("third"), product, "z", "2026-02-19", 100)
    return make_deposit(owner, product, "w", "2026-02-20", 200)


def moves(leaderboard):
    return {person.row.name: person.moved for person in leaderboard.people}


def test_movement_is_against_the_order_without_todays_deposits(overtaken, owner, client_of):
    answer = client_of(owner).get(URL)
    assert moves(answer.context["leaderboard"]) == {"owner": 1, "stranger": -1, "third": 0}
    text = answer.content.decode()
    assert [word in text for word in ("up 1", "down 1", "same")] == [True] * 3
    trash.delete(overtaken.pk, by=owner)
    assert set(moves(leaderboard_at(client_of(owner))).values()) == {0}


def test_nothing_moves_in_the_past_or_before_there_was_an_order(
    overtaken, owner, product, client_of
):
    client = client_of(owner)
    past = {*moves(leaderboard_at(client, "?month=2026-01")).values()}
    ranged = {*moves(leaderboard_at(client, "?start=2026-02-01&end=2026-02-20")).values()}
    with time_machine.travel("2026-03-01T05:00:00Z"):
        make_deposit(owner, product, "v", "2026-03-01")
        first_day = {*moves(leaderboard_at(client_of(owner))).values()}
    assert past == ranged == first_day == {None}


def links(client, query=""):
    """Where the numbers of each person lead."""
    return {
        person.row.name: {*person.urls.values(), *person.today_urls.values()} - {""}
        for person in leaderboard_at(client, query).people
    }


def test_RO_6_staff_see_everybody_and_open_only_their_own(overtaken, owner, client_of):
    urls = links(client_of(owner))
    assert urls["stranger"] == set()
    assert urls["third"] == set()
    pages = {url.partition("?")[0] for url in urls["owner"]}
    assert pages == {"/omset/", "/omset/summary/", "/bonuses/mine/"}
    assert "staff=" not in "".join(urls["owner"])


def test_RO_6_an_admin_opens_everybodys_numbers_and_finds_them_there(
    overtaken, owner, admin, client_of
):
    client = client_of(admin)
    person = leaderboard_at(client).people[0]
    there = client.get(person.urls["total"]).context["sums"]
    assert there.total == person.row.total
    assert there.ndp == person.row.ndp
    assert person.urls["person"] == f"/bonuses/{owner.pk}/?month=2026-02"


def test_RO_5_a_blocked_page_is_refused_and_blocked_lists_are_no_links(owner, client_of):
    blocked = client_of(make_admin(blocked_pages=["leaderboard"]))
    assert {blocked.get(url).status_code for url in (URL, URL + "tv/")} == {403}
    other = client_of(make_admin(blocked_pages=["omset", "bonuses"]))
    assert links(other) == {"owner": set()}


def test_the_board_alone_is_answered_to_a_refreshing_page(owner, client_of):
    client = client_of(owner, htmx=True)
    text = client.get(URL, headers={"HX-Target": "board"}).content.decode()
    assert '<section id="board"' in text
    assert "<h1>" not in text


def test_a_decision_and_the_trash_are_in_the_next_picture(owner, admin, product, client_of):
    client, made = client_of(owner), make_deposit(owner, product, "x", "2026-02-20", 100)
    trash.delete(made.pk, by=owner)
    assert totals(leaderboard_at(client)) == {"owner": 0}
    trash.restore(made.pk, by=admin)
    assert totals(leaderboard_at(client)) == {"owner": 100}


def test_the_wall_screen_shows_ten_people_and_no_customer(product, owner, client_of):
    for number in range(11):
        make_deposit(make_staff(), product, "pelanggan-rahasia", "2026-02-20", 100 + number)
    answer = client_of(owner).get(URL + "tv/")
    text = answer.content.decode()
    assert text.count("<tr>") == 1 + 10
    assert ("rahasia" in text, 'data-theme="dark"' in text, "sidebar" in text) == (
        *(False, True, False),
    )


def test_the_wall_screen_needs_an_account(client, db):
    assert client.get(URL + "tv/").url == "/login/?next=/leaderboard/tv/"
