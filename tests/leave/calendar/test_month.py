"""The calendar's pages: who is away, to whom it says what, and the balance of everybody."""

import csv
import io
from datetime import date

import pytest
import time_machine

from crm.mongo.inspection import recorded_commands
from crm.staff.accounts import people
from leave.models import LeaveStatus, TeamMember
from leave.reads import month_balance
from tests.leave.calendar.make import close, make_leave
from tests.make import make_product
from tests.parsed import cards, parsed, tables, text_of

pytestmark = pytest.mark.django_db
CALENDAR = "/leave/calendar/?month=2026-02"
LIST = CALENDAR + "&view=list"
EXPORT = "/leave/calendar/export/?month=2026-02"


@pytest.fixture(autouse=True)
def in_february():
    with time_machine.travel("2026-02-10T10:00:00+07:00"):
        yield


@pytest.fixture
def month(owner, stranger, admin):
    """Owner is ill for two hours and waits for a day off, stranger is off, one day is closed."""
    make_leave(owner, "2026-02-03", sick=(540, 660), reason="Migraine")
    make_leave(owner, "2026-02-20", LeaveStatus.PENDING)
    make_leave(stranger, "2026-02-03", reason="A wedding")
    make_leave(stranger, "2026-03-01")
    close("2026-02-17", admin, name="Imlek")


def grid(response):
    """By day of the month, what its cell says."""
    cells = parsed(response).one("table", **{"class": "calendar-grid"}).all("td")
    return {cell.one("time")["datetime"]: cell for cell in cells if cell.all("time")}


def rows(response):
    return tables(response)[0]


def exported(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_grid_has_each_day_of_the_month_once_and_begins_on_monday(month, client_of, owner):
    response = client_of(owner).get(CALENDAR)
    assert list(grid(response)) == [f"2026-02-{day:02}" for day in range(1, 29)]
    first_week = parsed(response).one("table", **{"class": "calendar-grid"}).all("tr")[1]
    assert [cell.text for cell in first_week.all("td")] == ["", "", "", "", "", "", "1"]


def test_LV_6_a_day_names_who_is_away_and_nobody_who_only_asked(month, client_of, admin):
    cells = grid(client_of(admin).get(CALENDAR))
    assert [each.text for each in cells["2026-02-03"].all("li")] == ["owner", "stranger"]
    assert cells["2026-02-20"].all("li") == []
    assert "Imlek" in cells["2026-02-17"].text


def test_LV_6_the_days_with_leave_are_counted(month, client_of, admin):
    assert "1 day on which somebody is away" in text_of(client_of(admin).get(CALENDAR))


def test_admins_see_type_time_and_hours(month, client_of, admin):
    listed = rows(client_of(admin).get(LIST))
    assert ["Tue, 3 Feb 2026", "owner", "Sick leave 09:00–11:00", "2 h"] in listed
    assert ["Tue, 3 Feb 2026", "stranger", "Off day", "12 h"] in listed


def test_staff_learn_of_colleagues_only_that_they_are_away(month, client_of, stranger):
    response = client_of(stranger).get(LIST)
    assert ["Tue, 3 Feb 2026", "owner", "Away", ""] in rows(response)
    assert "Sick" not in text_of(response)
    assert ["Tue, 3 Feb 2026", "stranger", "Off day", "12 h"] in rows(response)


@pytest.mark.parametrize("page", [CALENDAR, LIST, EXPORT])
def test_no_page_of_the_calendar_has_a_reason(page, month, client_of, admin, stranger):
    for person in (admin, stranger):
        response = client_of(person).get(page)
        body = b"".join(response) if response.streaming else response.content
        assert b"Migraine" not in body
        assert b"wedding" not in body


def test_the_balance_on_the_page_is_the_balance_everywhere(month, client_of, owner):
    month_cards = cards(client_of(owner).get(CALENDAR))
    balance = month_balance(owner.pk, date(2026, 2, 1))
    assert (balance.used, balance.pending, balance.available) == (120, 720, 600)
    assert month_cards["Used"] == "2 h"
    assert month_cards["Pending"] == "12 h"
    assert month_cards["Left"] == "10 h"


def test_admins_see_the_balance_of_everybody_with_leave(month, client_of, admin):
    balances = tables(client_of(admin).get(LIST))[1]
    assert balances[1:] == [
        ["owner", "1", "2 h", "12 h", "10 h"],
        ["stranger", "1", "12 h", "0 h", "12 h"],
    ]


def test_the_export_has_the_rows_of_the_list(month, client_of, admin):
    assert exported(client_of(admin).get(EXPORT)) == [
        ["date", "staff", "type", "from", "to", "hours", "closed"],
        ["2026-02-03", "owner", "Sick leave", "09:00", "11:00", "2", ""],
        ["2026-02-03", "stranger", "Off day", "", "", "12", ""],
        ["2026-02-17", "", "", "", "", "", "Imlek"],
    ]


def test_the_export_of_staff_has_no_type_and_no_hours_of_colleagues(month, client_of, stranger):
    listed = exported(client_of(stranger).get(EXPORT))
    assert ["2026-02-03", "owner", "Away", "", "", "", ""] in listed


def test_a_team_is_shown_by_itself_but_the_own_balance_stays_whole(
    month, client_of, owner, stranger, product
):
    TeamMember.objects.create(staff_id=stranger.pk, product=product)
    TeamMember.objects.create(staff_id=owner.pk, product=make_product("Q"))
    response = client_of(owner).get(f"{LIST}&team={product.pk}")
    assert [row[1] for row in rows(response)[1:] if len(row) == 4] == ["stranger"]
    assert cards(response)["Used"] == "2 h"


@pytest.mark.parametrize("query", ["month=x", "month=2026-13", "team=x", "team=0", "view=x"])
def test_an_address_that_says_nonsense_shows_this_month(query, month, client_of, admin):
    response = client_of(admin).get(f"/leave/calendar/?{query}")
    assert response.status_code == 200
    assert "February 2026" in text_of(response)


def test_a_month_costs_at_most_eight_commands(month, client_of, admin, owner):
    for person in (admin, owner):
        client = client_of(person)
        client.get(CALENDAR)
        with recorded_commands() as commands:
            client.get(CALENDAR)
        assert len(commands) <= 8, [(each.name, each.collection) for each in commands]


def test_who_was_renamed_in_the_month_has_one_balance(client_of, owner, admin):
    make_leave(owner, "2026-02-03")
    people.edit_own_profile(owner.pk, name="Sri Baru")
    owner.refresh_from_db()
    make_leave(owner, "2026-02-20")
    page = client_of(admin).get(LIST)
    away, hours = tables(page)
    assert [cells[1] for cells in away[1:]] == ["Sri Baru", "Sri Baru"]
    assert hours[1:] == [["Sri Baru", "2", "24 h", "0 h", "0 h"]]


def test_14_2_who_has_left_was_away_and_is_not_to_come(client_of, owner, stranger, admin):
    """On the grid, in the list with its balances, and in the file."""
    for day in ("2026-02-03", "2026-02-10", "2026-02-20"):
        make_leave(stranger, day)
    make_leave(owner, "2026-02-20")
    people.deactivate(stranger.pk, by=admin)
    client = client_of(admin)
    cells = grid(client.get(CALENDAR))
    assert [each.text for each in cells["2026-02-03"].all("li")] == ["stranger"]
    assert cells["2026-02-10"].all("li") == []
    assert [each.text for each in cells["2026-02-20"].all("li")] == ["owner"]
    away = [cells[:2] for cells in rows(client.get(LIST))[1:]]
    assert away == [["Tue, 3 Feb 2026", "stranger"], ["Fri, 20 Feb 2026", "owner"]]
    assert [cells[:2] for cells in exported(client.get(EXPORT))[1:]] == [
        ["2026-02-03", "stranger"],
        ["2026-02-20", "owner"],
    ]
