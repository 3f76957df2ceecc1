"""Copying, confirming and closing days on their pages, and the list of hours without room."""

import json

import pytest
import time_machine
from django.core.management import CommandError, call_command

from leave.calendar.copying import copy_year
from leave.models import CalendarDay, LeaveRequest
from leave.rules.holidays import holidays_of
from tests.leave.calendar.make import OPEN, close, decide, make_leave
from tests.parsed import field_errors, parsed, tables, text_of

pytestmark = pytest.mark.django_db
DAYS = "/leave/calendar/days/?year=2026"
COPY = "/leave/calendar/days/copy/?year=2026"
DECIDE = "/leave/calendar/days/decide/?year=2026"
NEW = "/leave/calendar/days/new/"
KEPT = "/leave/calendar/kept/"


@pytest.fixture(autouse=True)
def in_january():
    with time_machine.travel("2026-01-20T10:00:00+07:00"):
        yield


def posted(*days, **values):
    """The form of these days as a browser sends it; `values` are those of each."""
    fields = {}
    for day in days:
        row = {"version": day.version, "kind": day.kind, "minutes": ""} | values
        fields |= {f"{day.pk}-{name}": value for name, value in row.items()}
    return fields


def stored(day):
    return CalendarDay.objects.get(date=day)


def test_a_year_is_copied_and_waits(client_of, admin):
    client = client_of(admin)
    response = client.post(COPY, follow=True)
    assert len(tables(response)[0]) == len(holidays_of(2026)) + 1
    assert not CalendarDay.objects.exclude(confirmed_at=None).exists()


def test_estimates_are_not_ticked_by_default(client_of, admin):
    copy_year(2027, by=admin)
    page = parsed(client_of(admin).get("/leave/calendar/days/?year=2027"))
    estimate = CalendarDay.objects.get(date="2027-03-10")
    certain = CalendarDay.objects.get(date="2027-08-17")
    assert page.one("input", name=f"{estimate.pk}-confirm").get("checked") == ""
    assert "checked" not in page.one("input", name=f"{estimate.pk}-confirm").attributes
    assert "checked" in page.one("input", name=f"{certain.pk}-confirm").attributes


def test_ticked_days_are_confirmed_as_what_was_chosen(client_of, admin, owner):
    copy_year(2026, by=admin)
    make_leave(owner, "2026-08-17")
    chosen, other = stored("2026-08-17"), stored("2026-12-25")
    fields = posted(chosen, kind="closed_free", confirm="on") | posted(other)
    response = client_of(admin).post(DECIDE, fields, follow=True)
    assert stored("2026-08-17").kind == "closed_free"
    assert stored("2026-08-17").confirmed_by_name == admin.name
    assert stored("2026-12-25").confirmed_at is None
    assert "Hours given back, people told: 1." in text_of(response)


def test_a_part_without_its_length_is_refused_beside_its_field(client_of, admin):
    copy_year(2026, by=admin)
    day = stored("2026-08-17")
    response = client_of(admin).post(DECIDE, posted(day, kind="closed_in_part", confirm="on"))
    assert response.status_code == 422
    assert "For how many minutes is it closed?" in text_of(response)
    assert stored("2026-08-17").confirmed_at is None


def test_a_day_that_somebody_else_has_decided_is_left_alone(client_of, admin):
    decided = close("2026-02-03", admin)
    stale = posted(decided.day, kind="closed_charged")
    decide(decided, OPEN, admin)
    response = client_of(admin).post(DECIDE, stale, follow=True)
    assert "look again: 3 Feb 2026" in text_of(response)
    assert stored("2026-02-03").kind == "works"


def test_a_day_of_ones_own_is_closed_once(client_of, admin):
    fields = {"date": "2026-02-03", "name": "Ulang tahun", "kind": "closed_free"}
    client = client_of(admin)
    client.post(NEW, fields)
    assert stored("2026-02-03").kind == "closed_free"
    again = client.post(NEW, fields)
    assert again.status_code == 409
    assert "The calendar has this day already" in field_errors(again)["id_date"]


@pytest.mark.parametrize("day", ["", "x", "1999-12-31", "2101-01-01", "2026-02-30"])
def test_a_day_that_no_calendar_of_ours_has_is_refused(day, client_of, admin):
    fields = {"date": day, "name": "x", "kind": "closed_free"}
    response = client_of(admin).post(NEW, fields)
    assert response.status_code == 422
    assert "id_date" in field_errors(response)


@pytest.mark.parametrize("year", ["x", "1999", "2101", "0", "20260"])
def test_a_year_without_holidays_is_a_bad_request(year, client_of, admin):
    assert client_of(admin).get(f"/leave/calendar/days/?year={year}").status_code == 400


@pytest.mark.parametrize("page", [DAYS, NEW, KEPT])
def test_the_days_are_for_admins(page, client_of, owner):
    assert client_of(owner).get(page).status_code == 403


def test_hours_without_room_are_listed_and_settled_with_a_reason(client_of, admin, owner):
    leave = make_leave(owner, "2026-02-03")
    decided = close("2026-02-03", admin)
    make_leave(owner, "2026-02-10")
    make_leave(owner, "2026-02-11")
    decide(decided, OPEN, admin)
    client = client_of(admin)
    [_head, row] = tables(client.get(KEPT))[0]
    assert row[:5] == ["Tue, 3 Feb 2026", "owner", "Off day", "12 h", "12 h"]
    take = f"/leave/calendar/kept/{leave.pk}/take/"
    assert client.post(take).status_code == 422
    assert LeaveRequest.objects.get(pk=leave.pk).is_given_back
    client.post(take, {"reason": "As agreed"})
    assert LeaveRequest.objects.get(pk=leave.pk).override_reason == "As agreed"
    assert "No leave waits for room" in text_of(client.get(KEPT))


def test_the_command_shows_how_the_package_differs(admin, capsys):
    copy_year(2026, by=admin)
    CalendarDay.objects.filter(date="2026-08-17").delete()
    call_command("holidays", year="2026", json=True)
    document = json.loads(capsys.readouterr().out)
    assert [each["date"] for each in document["differences"]] == ["2026-08-17"]
    assert document["differences"][0]["change"] == "added"


@pytest.mark.parametrize("year", ["x", "1999", "2101", "-2026", "२०२६"])
def test_the_command_refuses_what_is_no_year(year):
    with pytest.raises(CommandError, match="is not a year"):
        call_command("holidays", year=year)
