"""The menu: only what may be opened, where one is, what waits (RO-5, NO-4)."""

import pytest
from django.urls import reverse

from crm.mongo.inspection import recorded_commands
from tests.dashboard.shown import counts, here, menu
from tests.make import make_admin, make_deposit, make_reservation

STAFF = [
    *("/", "/omset/", "/omset/new/", "/members/reserved/", "/members/mine/"),
    *("/members/databases/", "/members/mine/bonanza/", "/members/mine/wd/", "/members/requests/"),
    *("/loyalty/members/", "/loyalty/segments/", "/loyalty/redemptions/use/"),
    *("/leave/", "/leave/calendar/", "/leave/breaks/", "/leave/attendance/"),
    "/leave/fees/mine/",
    *("/leaderboard/", "/bonuses/mine/", "/targets/", "/bonuses/checks/"),
]
ADMIN = [
    *(
        "/",
        "/omset/",
        "/omset/new/",
        "/omset/pending/",
        "/members/reserved/",
        "/members/databases/",
    ),
    *("/members/requests/", "/members/batches/", "/members/distribution/"),
    *("/members/reserved/conflicts/", "/members/do-not-contact/"),
    *("/loyalty/", "/loyalty/members/", "/loyalty/segments/", "/loyalty/points/"),
    "/loyalty/batches/",
    "/loyalty/analytics/",
    *("/loyalty/rewards/", "/loyalty/redemptions/", "/loyalty/redemptions/use/"),
    *("/loyalty/programmes/", "/loyalty/stores/", "/loyalty/challenges/"),
    "/loyalty/points/adjustments/",
    *("/loyalty/disputes/", "/loyalty/join-links/"),
    *("/leave/", "/leave/calendar/", "/leave/breaks/", "/leave/attendance/"),
    *("/leave/fees/", "/leave/report/"),
    *("/omset/duplicates/", "/omset/trash/", "/omset/import/"),
    *("/leaderboard/", "/bonuses/", "/targets/", "/bonuses/checks/", "/bonuses/plans/"),
    *("/staff/", "/products/", "/policies/", "/status/"),
]


def test_staff_find_their_own_pages(client_of, owner):
    assert menu(client_of(owner).get("/")) == STAFF


def test_admins_find_every_page(client_of, admin):
    assert menu(client_of(admin).get("/")) == ADMIN


@pytest.mark.parametrize(
    ("page", "hidden"),
    [
        ("omset", {"/omset/", "/omset/new/"}),
        ("pending", {"/omset/pending/"}),
        ("leaderboard", {"/leaderboard/"}),
        ("staff", {"/staff/"}),
        ("status", {"/status/"}),
    ],
)
def test_a_blocked_page_is_not_in_the_menu_and_refused_by_the_server(client_of, db, page, hidden):
    client = client_of(make_admin(blocked_pages=[page]))
    assert set(ADMIN) - set(menu(client.get("/"))) == hidden
    assert {client.get(url).status_code for url in hidden} == {403}


def test_all_that_the_menu_offers_can_be_opened(client_of, admin, owner):
    for person, urls in ((admin, ADMIN), (owner, STAFF)):
        client = client_of(person)
        assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)


@pytest.mark.parametrize(
    "url", ["/", "/omset/", "/omset/new/", "/members/reserved/", "/bonuses/mine/"]
)
def test_the_page_one_is_on_is_marked(client_of, owner, url):
    assert here(client_of(owner).get(url)) == [url]


def test_a_record_belongs_to_the_omset_page(client_of, owner, product):
    record = make_deposit(owner, product)
    assert here(client_of(owner).get(record.get_absolute_url())) == ["/omset/"]


def test_a_page_outside_the_menu_marks_nothing(client_of, owner):
    assert here(client_of(owner).get(reverse("notifications:list"))) == []


def test_the_page_shows_the_counts_that_the_badges_then_refresh(
    client_of, admin, owner, stranger, product
):
    make_reservation(stranger, product, "held", by=admin)
    make_deposit(owner, product, "held")
    client = client_of(admin)
    queues = ("reserved", "requests", "leave", "checks", "attendance", "breaks", "disputes")
    queues += ("redemptions", "adjustments")
    texts = dict.fromkeys((f"badge-{queue}" for queue in queues), "")
    texts |= {"badge-pending": "1", "unread": "1"}
    assert counts(client.get("/")) == counts(client.get("/badges/")) == texts


def test_a_fragment_asks_for_no_counts(client_of, admin):
    client = client_of(admin, htmx=True)
    with recorded_commands() as commands:
        client.get("/omset/", headers={"HX-Target": "records"})
    result = {command.collection for command in commands}
    assert result & {"members_reservation", "notifications_notification"} == set()
