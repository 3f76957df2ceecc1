"""GET /: the numbers of today, this month and this year beside the time before (OM-18, RO-6)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from crm.mongo.inspection import collection_scans, recorded_commands
from dashboard.periods import NEW, SAME
from omset.models import StaffLock
from tests.leave.make import take
from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff
from tests.omset.golden import Golden
from tests.parsed import parsed
from tests.remembered import remembered

AMOUNTS = {
    "2025-02-03": 64_000,
    "2025-02-04": 128_000,
    "2025-12-31": 256_000,
    "2026-01-02": 2_000,
    "2026-01-03": 4_000,
    "2026-01-04": 8_000,
    "2026-02-01": 16_000,
    "2026-02-02": 32_000,
    "2026-02-03": 1_000,
}


@pytest.fixture(autouse=True)
def third_of_february():
    # 3 February in Jakarta is still the 2nd in UTC (G-1, case 20).
    with time_machine.travel("2026-02-02T17:30:00Z"):
        yield


@pytest.fixture
@remembered
def two_years(owner, product):
    for day, amount in AMOUNTS.items():
        make_deposit(owner, product, "x", day, amount)


def figures(response, name: str) -> list[tuple]:
    """One number of the day, the month and the year: now and before."""
    rows = [row["figures"] for row in response.context["comparisons"]]
    result = [figure for row in rows for figure in row if figure.name == name]
    return [(figure.now, figure.before) for figure in result]


def test_each_period_holds_exactly_its_days(client_of, admin, two_years):
    response = client_of(admin).get("/")
    assert figures(response, "total") == [(1_000, 32_000), (49_000, 6_000), (63_000, 64_000)]
    assert figures(response, "records") == [(1, 1), (3, 2), (6, 1)]


def test_a_customer_counts_on_each_day_so_counts_add_up(client_of, admin, two_years):
    response = client_of(admin).get("/")
    assert figures(response, "ndp") == [(0, 0), (0, 0), (0, 1)]
    assert figures(response, "rdp") == [(1, 1), (3, 2), (6, 0)]


def test_the_golden_set_gives_its_numbers(client_of, admin):
    Golden()
    response = client_of(admin).get("/")
    result = {name: figures(response, name) for name in ("total", "ndp", "rdp", "records")}
    assert result == {
        "total": [(500_000, 500_000), (1_500_000, 0), (1_510_000, 0)],
        "ndp": [(2, 1), (5, 0), (6, 0)],
        "rdp": [(2, 1), (5, 0), (5, 0)],
        "records": [(5, 2), (12, 0), (13, 0)],
    }


def test_staff_see_their_own_numbers_only(client_of, db):
    golden = Golden()
    totals = [figures(client_of(golden.staff[name]).get("/"), "total")[1] for name in "AB"]
    assert totals == [(950_000, 0), (550_000, 0)]


def test_staff_who_recorded_nothing_see_zeros_beside_a_busy_colleague(client_of, stranger):
    Golden()
    response = client_of(stranger).get("/")
    assert {*figures(response, "total"), *figures(response, "records")} == {(0, 0)}
    assert response.context["best"] is None
    assert response.context["days"] == []
    assert b"No deposits this month" in response.content


def test_trends_say_the_change_new_or_same(client_of, admin, owner, product, two_years):
    response = client_of(admin).get("/")
    rows = {row["now"].label: row["figures"] for row in response.context["comparisons"]}
    assert [figure.trend for figure in rows["Today"]] == [
        Decimal("-96.9"), SAME, Decimal("0.0"), Decimal("0.0"),
    ]  # fmt: skip
    assert [figure.trend for figure in rows["This year"]] == [
        Decimal("-1.6"), Decimal("-100.0"), NEW, Decimal("500.0"),
    ]  # fmt: skip


def test_a_trend_is_never_said_by_colour_alone(client_of, admin, two_years):
    page = parsed(client_of(admin).get("/"))
    trends = [part.text for part in page.all("span") if "trend" in part.get("class").split()]
    assert trends.count("down 96,9 %") == 1
    assert trends.count("up 500 %") == 1


def test_every_number_opens_the_records_behind_it(client_of, admin):
    Golden()
    client = client_of(admin)
    rows = [row["figures"] for row in client.get("/").context["comparisons"]]
    for figure in (figure for row in rows for figure in row):
        for url, number in ((figure.now_url, figure.now), (figure.before_url, figure.before)):
            response = client.get(url)
            assert getattr(response.context["sums"], figure.name) == number
            if figure.name == "records":
                assert len(response.context["page"].rows) == number


def test_the_best_day_is_the_one_with_most_omset_and_opens_it(client_of, admin, two_years):
    best = client_of(admin).get("/").context["best"]
    link = "/omset/?start=2026-02-02&end=2026-02-02&approval=approved"
    assert best.date == date(2026, 2, 2)
    assert best.numbers.total == 32_000
    assert best.url == link


def test_of_equal_days_the_earlier_is_the_best(client_of, admin, owner, product):
    for day in ("2026-02-03", "2026-02-01", "2026-02-02"):
        make_deposit(owner, product, "x", day, 5_000)
    assert client_of(admin).get("/").context["best"].date == date(2026, 2, 1)


def test_each_day_of_the_month_has_its_bar(client_of, admin, two_years):
    days = client_of(admin).get("/").context["days"]
    assert [(day.date.day, day.x, day.y, day.height) for day in days] == [
        (1, 0, 50, 50), (2, 10, 0, 100), (3, 20, 97, 3),
    ]  # fmt: skip


def test_what_waits_is_counted_and_opens_its_queue(client_of, admin, owner, stranger, product):
    make_reservation(stranger, product, "held", by=admin)
    make_deposit(owner, product, "held")
    cards = client_of(admin).get("/").context["waiting"]
    assert [(card["count"], card["url"]) for card in cards] == [
        (1, "/omset/pending/"),
        (0, "/members/reserved/?status=pending"),
        (0, "/members/requests/?status=pending"),
        (0, "/members/reserved/?status=asked"),
        (0, "/leave/?status=pending"),
        (0, "/bonuses/checks/?month=all&status=submitted"),
        (0, "/leave/attendance/corrections/?status=pending"),
        (0, "/leave/breaks/history/?waits=on"),
        (0, "/loyalty/disputes/"),
        (0, "/loyalty/redemptions/?status=pending"),
        (0, "/loyalty/points/adjustments/"),
    ]


def test_staff_see_how_many_of_their_own_deposits_wait(client_of, owner, stranger, product):
    make_reservation(stranger, product, "held")
    make_deposit(owner, product, "held")
    pages = {person: client_of(person).get("/") for person in (owner, stranger)}
    cards = [card["count"] for page in pages.values() for card in page.context["waiting"]]
    assert cards == [1, 0]


def test_an_admin_blocked_from_the_queues_sees_nothing_of_them(client_of, owner, product):
    make_reservation(make_staff("holder"), product, "held")
    make_deposit(owner, product, "held")
    queues = ["pending", "reserved", "requests", "leave", "attendance", "breaks", "checks"]
    queues += ["disputes", "redemptions", "adjustments"]
    blocked = make_admin("blocked", blocked_pages=queues)
    assert client_of(blocked).get("/").context["waiting"] == []


def test_an_admin_blocked_from_the_list_gets_numbers_without_links(client_of, two_years):
    blocked = make_admin("blocked", blocked_pages=["omset"])
    response = client_of(blocked).get("/")
    assert figures(response, "total")[1] == (49_000, 6_000)
    assert b'href="/omset/?' not in response.content


def test_an_admin_blocked_from_the_dashboard_gets_none_of_it(client_of, two_years):
    blocked = make_admin("blocked", blocked_pages=["dashboard"])
    answers = [client_of(person).get("/") for person in (make_admin("ani"), blocked)]
    result = [(answer.status_code, "49.000" in answer.text) for answer in answers]
    assert result == [(200, True), (403, False)]


def test_a_recount_to_come_is_said_to_those_it_concerns(client_of, admin, owner, stranger):
    StaffLock.objects.create(staff_id=owner.pk, recount_due_since=timezone.now())
    noted = [
        b"being recounted" in client_of(who).get("/").content for who in (admin, owner, stranger)
    ]
    assert noted == [True, True, False]


def test_it_takes_at_most_sixteen_commands_and_scans_nothing(client_of, admin, owner, two_years):
    make_deposit(owner, make_product(), "y", "2026-02-01")
    with time_machine.travel("2026-03-15T05:00:00Z"):
        for person in (admin, owner):
            client = client_of(person)
            with recorded_commands() as commands:
                client.get("/")
            assert len(commands) <= 16
            # The heads are one small row a staff member.
            assert collection_scans(commands, allowed={"omset_ledgerhead"}) == []


def test_who_is_away_today_is_said_to_all_and_never_why(client_of, admin, owner, stranger):
    with time_machine.travel("2026-03-15T05:00:00Z"):
        take(owner, "2026-03-15", by=admin, hours="09:00-10:30")
        take(stranger, "2026-03-16", by=admin)
        # A part of a day is sick leave: how long it is would tell colleagues who is ill.
        texts = {admin: f"Away today {owner.name} (1,5 h)", stranger: f"Away today {owner.name}"}
        for person, text in texts.items():
            away = parsed(client_of(person).get("/")).one(
                "section", **{"aria-labelledby": "away-today"}
            )
            assert away.text == text
