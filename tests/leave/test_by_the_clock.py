"""The day of Jakarta, while the server's own is another: 00:00:30, 06:59, 07:01 and 23:59:30 (G-1).

Half of these moments lie on the day before, in UTC: requests, check-ins, breaks, fees, the report
and feeds take none of them for yesterday.
"""

import json
import time as clock_of_the_server
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from icalendar import Calendar

from crm.policies.units import shift_value
from leave.attendance import corrections
from leave.attendance.check_in import Result, check_in
from leave.attendance.policies import WORKING_HOURS
from leave.breaks import verbs
from leave.breaks.reads import break_days
from leave.feeds.links import make_feed
from leave.fees.errors import WrongDay
from leave.fees.statements import statement_of
from leave.models import Break, CalendarFeed, CheckIn, FeedScope, LeaveRequest, LeaveStatus
from leave.reads import month_balance
from leave.requests.daily import end_all_undecided
from leave.rules.states import State
from tests.leave.attendance.make import at, code_of, decided, set_up
from tests.leave.calendar.make import make_leave
from tests.leave.fees.make import add_fee, pay
from tests.leave.make import ask
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
# The first day of a month: a moment taken for the day before lies in the month before as well.
TODAY = date(2026, 12, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
MOMENTS = ("00:00:30", "06:59:00", "07:01:00", "23:59:30")


@pytest.fixture
def clock():
    with time_machine.travel(at("2026-11-20 12:00:00"), tick=False) as moving:
        yield moving


@pytest.fixture
def night(clock, admin):
    """Shifts from 22:00 to 08:00, asked for before the clock moves."""
    decided(WORKING_HOURS, shift_value(22 * 60, 8 * 60), "2026-11-20", by=admin)


@pytest.fixture(params=MOMENTS)
def now(request, clock):
    """One of the moments of the day; the server's clock is one in UTC."""
    clock.move_to(at(f"2026-12-01 {request.param}"))
    assert clock_of_the_server.strftime("%H:%M:%S") != request.param
    return request.param


def test_leave_of_today_is_asked_for_today_and_charged_to_its_month(now, owner):
    [request] = ask(owner, "2026-12-01")
    assert request.decide_by == TODAY
    assert request.state == State.PENDING
    assert month_balance(owner.pk, TODAY).pending == 720
    assert month_balance(owner.pk, YESTERDAY).pending == 0


def test_leave_of_yesterday_is_asked_for_afterwards_and_decided_until_tomorrow(now, owner):
    [request] = ask(owner, "2026-11-30")
    assert request.decide_by == TOMORROW


def test_what_nobody_decided_is_undecided_from_midnight_on(clock, owner):
    ask(owner, "2026-11-30")
    clock.move_to(at("2026-11-30 23:59:30"))
    assert LeaveRequest.objects.get().state == State.PENDING
    assert end_all_undecided().facts == {"undecided": 0}
    clock.move_to(at("2026-12-01 00:00:30"))
    assert LeaveRequest.objects.get().state == State.UNDECIDED
    assert month_balance(owner.pk, YESTERDAY).pending == 0
    assert end_all_undecided().facts == {"undecided": 1}
    assert LeaveRequest.objects.get().status == LeaveStatus.UNDECIDED


def test_a_year_ahead_is_a_year_from_today(now, owner):
    [request] = ask(owner, str(TODAY + timedelta(days=366)))
    assert request.date == TODAY + timedelta(days=366)


def test_a_check_in_is_of_today(now, owner):
    set_up(owner)
    assert check_in(owner, code_of(owner)).result == Result.CHECKED_IN
    assert CheckIn.objects.get().date == TODAY


def test_in_a_shift_over_midnight_a_check_in_and_a_break_are_of_its_date(night, now, owner):
    shift = TODAY if now == "23:59:30" else YESTERDAY
    set_up(owner)
    check_in(owner, code_of(owner))
    verbs.start(owner)
    assert CheckIn.objects.get().date == shift
    assert Break.objects.get().shift_date == shift


def test_a_break_over_midnight_is_counted_once_and_to_the_second(night, clock, owner):
    clock.move_to(at("2026-11-30 23:59:30"))
    verbs.start(owner)
    clock.move_to(at("2026-12-01 00:00:30"))
    verbs.stop(owner)
    totals = break_days([owner.pk], YESTERDAY, TOMORROW)
    assert {key: total.seconds for key, total in totals.items()} == {(owner.pk, YESTERDAY): 60}


def test_what_has_not_come_yet_in_jakarta_is_corrected_by_nobody(now, owner):
    with pytest.raises(corrections.NotYet):
        corrections.ask(owner, TOMORROW, 660, reason="bus")


def test_a_fee_and_a_payment_are_of_today_and_none_of_tomorrow(now, owner, admin):
    add_fee(owner, "2026-12-01", "5.00", by=admin)
    pay(owner, "2026-12", "2.00", paid_on="2026-12-01", by=admin)
    assert statement_of(owner.pk, TODAY).due == 3
    assert statement_of(owner.pk, date(2026, 11, 1)).total == 0
    with pytest.raises(WrongDay):
        add_fee(owner, "2026-12-02", "5.00", by=admin)
    with pytest.raises(WrongDay):
        pay(owner, "2026-12", "2.00", paid_on="2026-12-02", by=admin)


def test_the_report_begins_with_the_month_of_today(now, admin, client_of):
    page = parsed(client_of(admin).get("/leave/report/"))
    assert page.one("input", name="start")["value"] == "2026-12-01"
    assert page.one("input", name="end")["value"] == "2026-12-31"


def test_the_report_of_a_day_has_what_happened_on_it(now, owner, admin):
    ask(owner, "2026-12-01")
    add_fee(owner, "2026-12-01", "5.00", by=admin)
    figures = {
        day: [rows_of(day)["pending_minutes"], rows_of(day)["fees_usd"]]
        for day in (str(YESTERDAY), str(TODAY))
    }
    assert figures == {"2026-11-30": [0, "0.00"], "2026-12-01": [720, "5.00"]}


def rows_of(day):
    out = StringIO()
    call_command("leave_report", first=day, last=day, json=True, stdout=out)
    return next(row for row in json.loads(out.getvalue()) if row["staff"] == "owner")


def test_a_feed_reaches_back_from_the_month_of_today_and_was_read_today(now, client, owner):
    """Twelve months back: a day earlier it would be a month more."""
    make_leave(owner, "2025-11-30")
    make_leave(owner, "2025-12-01")
    response = client.get(f"/leave/feeds/{make_feed(FeedScope.PERSONAL, by=owner).token}.ics")
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [date(2025, 12, 1)]
    assert CalendarFeed.objects.get().last_read_on == TODAY
