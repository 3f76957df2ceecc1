"""The days a leaderboard is about, and the targets of those days (LB-1, LB-3, LB-5)."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command

from bonuses.plans import publishing
from bonuses.rules.rates import DEFAULT, Targets
from crm.mongo.inspection import collection_scans, recorded_commands
from dashboard.leaderboard.people import meter
from dashboard.leaderboard.period import target_of
from omset.ledger import trash
from tests.dashboard.leaderboards import MILLION, URL, leaderboard_at, totals
from tests.make import make_deposit, make_master, make_product, make_staff
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def twentieth_of_february():
    with time_machine.travel("2026-02-20T05:00:00Z"):
        yield


@pytest.fixture
@remembered
def half_a_year(owner, product):
    """Two people and two products, some days in each month, with what must not be counted."""
    other, second = make_staff("other"), make_product("Q")
    for number in range(60):
        day = date(2025, 9, 3).toordinal() + number * 170 // 60
        place = (owner, product) if number % 3 else (other, second)
        note = "tambahan" if number % 7 == 3 else ""
        made = make_deposit(
            *place, f"c{number % 9}", str(date.fromordinal(day)), 1000 + number, note=note
        )
        if number % 11 == 5:
            trash.delete(made.pk, by=place[0])


PERIODS = {
    "?month=2026-02": ("2026-02-01", "2026-02-28"),
    "?month=2025-12": ("2025-12-01", "2025-12-31"),
    "?period=all": ("2000-01-01", "2026-02-20"),
    "?start=2025-10-10&end=2026-01-15": ("2025-10-10", "2026-01-15"),
    "?start=2025-10-10&end=2025-10-20": ("2025-10-10", "2025-10-20"),
    "?start=2025-10-01&end=2025-11-30": ("2025-10-01", "2025-11-30"),
}


def counted(start, end, **options):
    out = io.StringIO()
    call_command("numbers", start=start, end=end, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("query", PERIODS)
def test_LB_1_each_period_says_what_the_numbers_command_says(half_a_year, client_of, admin, query):
    start, end = PERIODS[query]
    rows = {
        person.row.username: person.row for person in leaderboard_at(client_of(admin), query).people
    }
    for line in counted(start, end, by="staff"):
        row = rows[line["staff"]]
        assert [f"{row.total:.2f}", row.records, row.ndp, row.rdp] == [
            line[name] for name in ("total", "records", "ndp", "rdp")
        ]
        assert row.days_worked == len(counted(start, end, by="day", staff=row.username))


def test_the_month_is_that_of_the_standings_command(half_a_year, client_of, admin):
    out = io.StringIO()
    call_command("standings", month="2025-12", json=True, stdout=out)
    people = leaderboard_at(client_of(admin), "?month=2025-12").people
    names = ("total", "ndp", "rdp", "days_worked", "rank_total", "rank_ndp", "rank_rdp")
    assert [[row[name] for name in names] for row in json.loads(out.getvalue())] == [
        [f"{x.row.total:.2f}", *(getattr(x.row, name) for name in names[1:])] for x in people
    ]


def test_the_sums_are_those_of_the_rows(half_a_year, client_of, admin):
    leaderboard = leaderboard_at(client_of(admin), "?period=all")
    assert leaderboard.total.total == sum(totals(leaderboard).values())
    assert leaderboard.total.ndp == sum(person.row.ndp for person in leaderboard.people) > 0


@pytest.mark.parametrize("query", ["?month=2026-13", "?month=2026-03", "?by=bonus", "?period=x"])
def test_what_can_not_be_asked_for_is_this_month_by_omset(owner, client_of, query):
    answer = client_of(owner).get(URL + query)
    assert answer.context["start"] == date(2026, 2, 1)
    assert answer.context["by"] == "total"


def test_a_range_that_ends_before_it_starts_shows_nothing_but_why(owner, client_of):
    answer = client_of(owner).get(URL + "?start=2026-02-05&end=2026-02-01")
    assert "leaderboard" not in answer.context
    assert "The end is before the start." in answer.content.decode()


def test_LB_3_today_stands_beside_the_month_and_all_time_only(owner, product, client_of):
    make_deposit(owner, product, "x", "2026-02-20")
    client = client_of(owner)
    for query, ndp in (("", 1), ("?period=all", 1), ("?month=2026-01", 0)):
        assert leaderboard_at(client, query).today.ndp == ndp
    assert "NDP today" not in client.get(URL + "?month=2026-01").content.decode()


@pytest.mark.parametrize(
    ("done", "percent", "level"),
    [
        (0, 0, "low"),
        ("4.99", 49, "low"),
        (5, 50, "half"),
        ("7.49", 74, "half"),
        ("7.5", 75, "near"),
        ("9.999", 99, "near"),
        (10, 100, "full"),
        (25, 100, "full"),
    ],
)
def test_LB_5_a_bar_is_capped_and_has_one_of_four_levels(done, percent, level):
    bar = meter(Decimal(done), Decimal(10))
    assert bar.percent == percent
    assert bar.level == level


@pytest.mark.parametrize(
    ("start", "end", "millions"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), 100),
        (date(2026, 2, 1), date(2026, 2, 14), 50),
        (date(2026, 1, 1), date(2026, 2, 28), 200),
        (date(2025, 4, 16), date(2025, 6, 15), 200),
    ],
)
def test_LB_5_a_range_is_asked_for_its_share_of_each_month(db, start, end, millions):
    target = target_of(start, end)
    assert target.total == millions * MILLION
    assert target.ndp == 10
    assert target.rdp == 15


def test_LB_5_each_month_is_asked_for_by_the_plan_of_its_own(db):
    asks = Targets(Decimal(200 * MILLION), 20, 15)
    draft = publishing.save_draft(
        DEFAULT.__class__(DEFAULT.main, DEFAULT.ndp, DEFAULT.rdp, asks),
        date(2026, 2, 1),
        by=make_master(),
    )
    publishing.publish(draft.pk, by=make_master(), version=draft.version)
    target = target_of(date(2026, 1, 31), date(2026, 2, 1))
    shares = Decimal(100 * MILLION) / 31 + Decimal(200 * MILLION) / 28
    assert target.total == shares.quantize(Decimal("0.01"))
    assert target.ndp == 15
    assert target.rdp == 15


def test_LB_5_all_time_is_asked_for_from_the_first_month_on(owner, product, client_of):
    make_deposit(owner, product, "x", "2025-12-24", 100)
    leaderboard = leaderboard_at(client_of(owner), "?period=all")
    assert leaderboard.target.total == target_of(date(2025, 12, 1), date(2026, 2, 20)).total


@pytest.mark.parametrize("query", ["", "tv/", "?month=2025-12", *list(PERIODS)[2:4]])
def test_a_board_costs_at_most_ten_commands_each_by_an_index(
    half_a_year, owner, admin, client_of, query
):
    for person in (owner, admin):
        client = client_of(person)
        # At most once a minute a session is told that its owner works.
        client.get(URL)
        with recorded_commands() as commands:
            assert client.get(URL + query).status_code == 200
        # One row a staff member and month, of which all time wants every one.
        scans = collection_scans(commands, allowed=("omset_monthlytally",))
        assert [tuple(scan) for scan in scans] == []
        assert len(commands) <= 10, [f"{each.name} {each.collection}" for each in commands]
