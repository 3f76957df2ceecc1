"""Closed days: copied, confirmed, and what they do to leave at once."""

from datetime import date

import pytest
import time_machine

from crm.audit.models import Event
from crm.notifications.models import Notification
from leave.calendar import deciding
from leave.calendar.copying import copy_year, differences_of
from leave.calendar.deciding import DayDecision, DayInCalendar, StaleDay
from leave.calendar.kept_hours import NoRoomForHours, NothingKept, kept_hours, take_hours
from leave.calendar.reads import closed_days
from leave.models import CalendarDay, LeaveRequest, LeaveStatus
from leave.reads import month_balance
from leave.requests.deciding import OwnRequest
from leave.rules import holidays
from leave.rules.days import ClosedDay, DayKind
from tests.leave.calendar.make import CLOSED, OFF_DAY, OPEN, close, decide, make_leave
from tests.make import make_master, make_staff

pytestmark = pytest.mark.django_db
DAY, MONTH = "2026-02-03", date(2026, 2, 1)


@pytest.fixture(autouse=True)
def in_january():
    with time_machine.travel("2026-01-20T10:00:00+07:00"):
        yield


def used(person):
    return month_balance(person.pk, MONTH).used


def kinds_told(person):
    notices = Notification.objects.filter(user=person).order_by("sequence", "pk")
    return list(notices.values_list("kind", flat=True))


def confirm(day, kind, by):
    row = CalendarDay.objects.get(date=day)
    return deciding.decide_day(row.pk, row.version, DayDecision(kind), by=by)


def test_copied_holidays_move_nothing_until_they_are_confirmed(owner, admin):
    make_leave(owner, "2026-08-17")
    assert copy_year(2026, by=admin) == len(holidays.holidays_of(2026))
    assert closed_days(date(2026, 1, 1), date(2026, 12, 31)) == {}
    assert month_balance(owner.pk, date(2026, 8, 1)).used == OFF_DAY


def test_an_estimate_costs_what_any_day_costs_until_it_is_confirmed(owner, admin):
    make_leave(owner, "2027-03-10")
    copy_year(2027, by=admin)
    assert CalendarDay.objects.get(date="2027-03-10").is_estimate
    assert month_balance(owner.pk, date(2027, 3, 1)).used == OFF_DAY
    confirm("2027-03-10", DayKind.CLOSED_FREE, admin)
    assert month_balance(owner.pk, date(2027, 3, 1)).used == 0
    assert not CalendarDay.objects.get(date="2027-03-10").is_estimate


def test_a_year_is_copied_once(admin):
    copy_year(2026, by=admin)
    assert copy_year(2026, by=admin) == 0


def test_an_upgrade_of_the_package_changes_no_stored_day(admin, monkeypatch):
    copy_year(2026, by=admin)
    confirm("2026-08-17", DayKind.CLOSED_FREE, admin)
    before = list(CalendarDay.objects.values())
    moved = [
        each._replace(date=date(2026, 8, 18), name="Moved") if each.date.month == 8 else each
        for each in holidays.holidays_of(2026)
    ]
    monkeypatch.setattr("leave.calendar.copying.holidays_of", lambda year: moved)
    changes = {(str(each.date), each.change.value) for each in differences_of(2026)}
    assert ("2026-08-17", "removed") in changes
    assert ("2026-08-18", "added") in changes
    assert list(CalendarDay.objects.values()) == before


def test_without_an_upgrade_there_is_no_difference(admin):
    copy_year(2026, by=admin)
    close("2026-02-04", admin)
    assert differences_of(2026) == []


def test_a_newly_closed_day_gives_hours_back_and_tells(owner, stranger, admin):
    make_leave(owner, DAY)
    make_leave(stranger, "2026-02-04")
    changed = close(DAY, admin).changed
    assert changed.come_back == 1
    assert used(owner) == 0
    assert used(stranger) == OFF_DAY
    assert kinds_told(owner) == ["leave-hours-back"]
    assert kinds_told(stranger) == []


def test_a_day_closed_in_part_gives_that_part_back(owner, admin):
    make_leave(owner, DAY)
    close(DAY, admin, DayDecision(DayKind.CLOSED_IN_PART, 180))
    assert used(owner) == OFF_DAY - 180
    notice = Notification.objects.get(user=owner)
    assert notice.facts["hours"] == "3"


def test_leave_on_a_closed_and_charged_day_costs_what_it_cost(owner, admin):
    make_leave(owner, DAY)
    close(DAY, admin, DayDecision(DayKind.CLOSED_CHARGED))
    assert closed_days(MONTH, MONTH.replace(day=28)) == {
        date(2026, 2, 3): ClosedDay(DayKind.CLOSED_CHARGED, 0, "Ulang tahun")
    }
    assert used(owner) == OFF_DAY
    assert kinds_told(owner) == []


def test_an_opened_day_takes_the_hours_where_there_is_room(owner, admin):
    leave = make_leave(owner, DAY)
    decided = close(DAY, admin)
    assert decide(decided, OPEN, admin).changed.taken == 1
    assert used(owner) == OFF_DAY
    assert kinds_told(owner) == ["leave-hours-back", "leave-hours-taken"]
    assert not LeaveRequest.objects.get(pk=leave.pk).is_given_back


@pytest.fixture
def without_room(owner, admin):
    """A day that was opened again after the month had filled up; returns the leave on it."""
    leave = make_leave(owner, DAY)
    decided = close(DAY, admin)
    make_leave(owner, "2026-02-10")
    make_leave(owner, "2026-02-11", LeaveStatus.PENDING)
    decide(decided, OPEN, admin)
    return leave


def test_an_opened_day_without_room_leaves_the_hours_and_lists_them(without_room, owner, admin):
    assert used(owner) == OFF_DAY
    assert not month_balance(owner.pk, MONTH).is_over
    assert [each.pk for each in kept_hours()] == [without_room.pk]
    assert kinds_told(owner) == ["leave-hours-back", "leave-hours-kept"]
    assert kinds_told(admin) == ["leave-hours-to-settle"]


def test_kept_hours_are_not_taken_without_room_unless_somebody_says_why(without_room, admin):
    with pytest.raises(NoRoomForHours) as refusal:
        take_hours(without_room.pk, by=admin)
    assert refusal.value.missing == OFF_DAY
    taken = take_hours(without_room.pk, by=admin, reason="Agreed with Rina")
    assert taken.override_reason == "Agreed with Rina"
    assert list(kept_hours()) == []


def test_kept_hours_are_taken_once_there_is_room(without_room, owner, admin):
    LeaveRequest.objects.filter(date="2026-02-11").update(status="withdrawn", is_active=False)
    take_hours(without_room.pk, by=admin)
    assert used(owner) == 2 * OFF_DAY
    with pytest.raises(NothingKept):
        take_hours(without_room.pk, by=admin)


def test_nobody_takes_their_own_kept_hours_or_leaves_them(admin):
    master = make_master()
    leave = make_leave(master, DAY, is_given_back=True)
    with pytest.raises(OwnRequest):
        take_hours(leave.pk, by=master, reason="mine")
    assert take_hours(leave.pk, by=admin).pk == leave.pk


def test_leave_that_is_no_more_is_not_listed(without_room):
    LeaveRequest.objects.filter(pk=without_room.pk).update(status="cancelled", is_active=False)
    assert list(kept_hours()) == []


def test_what_nobody_decided_in_time_gets_nothing_back(owner, admin):
    make_leave(owner, "2026-01-05", LeaveStatus.PENDING)
    LeaveRequest.objects.update(decide_by="2026-01-05")
    assert close("2026-01-05", admin).changed.come_back == 0
    assert kinds_told(owner) == []


def test_of_two_who_decide_about_a_day_the_second_looks_again(admin):
    decided = close(DAY, admin)
    pk, version = decided.day.pk, decided.day.version
    deciding.decide_day(pk, version, OPEN, by=admin)
    with pytest.raises(StaleDay):
        deciding.decide_day(pk, version, CLOSED, by=admin)


def test_a_date_stands_in_the_calendar_once(admin):
    close(DAY, admin)
    with pytest.raises(DayInCalendar):
        close(DAY, admin)


def test_each_decision_is_in_the_history_of_the_day_and_of_the_leave(owner, admin):
    leave = make_leave(owner, DAY)
    decided = close(DAY, admin)
    decide(decided, OPEN, admin)
    assert [each.verb for each in Event.objects.about(decided.day)] == ["decide", "decide"]
    verbs = [each.verb for each in Event.objects.about(leave)]
    assert verbs == ["hours come back", "hours are taken"]


def test_a_day_of_another_month_moves_nothing_in_this_one(owner, admin):
    make_leave(owner, "2026-02-28")
    close("2026-03-01", admin)
    assert used(owner) == OFF_DAY


def test_people_without_leave_are_not_told(admin):
    person = make_staff()
    close(DAY, admin)
    assert kinds_told(person) == []
