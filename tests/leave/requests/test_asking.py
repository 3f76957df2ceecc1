"""Asking for leave (LV-1 to LV-4), and the people away on a day."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
import time_machine
from django.db import IntegrityError

from crm.audit.models import Event
from crm.notifications.models import Notification
from crm.policies.models import PolicyValue
from crm.policies.units import shift_value
from crm.policies.verbs import decide
from crm.staff.accounts import people
from leave.attendance.policies import WORKING_HOURS
from leave.models import LeaveRequest, LeaveStatus
from leave.policies import LEAVE_QUOTA, MOST_AWAY, MOST_AWAY_BLOCKS
from leave.reads import balances_of, month_balance
from leave.requests import asking, deciding
from leave.requests.asking import FormReused, LeaveRefused
from leave.requests.teams import put_in_team
from leave.rules.asking import Why
from tests.leave.make import ask, take, wish
from tests.make import make_master, make_staff
from tests.omset.test_concurrency import at_once
from tests.parsed import text_of

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
HOUR = 60


@pytest.fixture(autouse=True)
def january():
    with time_machine.travel("2026-01-20T05:00:00Z", tick=False):
        yield


def let(policy, value, product=None):
    PolicyValue.objects.create(
        policy=policy.key,
        valid_from=date(2026, 1, 1),
        sequence=PolicyValue.objects.count() + 1,
        value=Decimal(value),
        product_id=product and product.pk,
    )


def why(refused):
    return [(str(day.date), day.why) for day in refused.value.days]


def inbox(person):
    return list(Notification.objects.of(person).values_list("kind", flat=True))


def test_case_61_two_off_days_a_month_and_no_hour_more(owner, admin):
    first, _second = ask(owner, "2026-02-03") + ask(owner, "2026-02-10")
    with pytest.raises(LeaveRefused) as refused:
        ask(owner, "2026-02-17", hours="09:00-10:00")
    assert why(refused) == [("2026-02-17", Why.NO_ROOM)]
    assert month_balance(owner.pk, FEBRUARY).pending == 24 * HOUR
    assert month_balance(owner.pk, MARCH).available == 24 * HOUR
    deciding.cancel(first.pk, by=owner)
    ask(owner, "2026-02-17", hours="09:00-10:00")
    assert month_balance(owner.pk, FEBRUARY).available == 11 * HOUR


def test_case_62_one_request_a_date_unless_the_first_is_over(owner, admin):
    [first] = ask(owner, "2026-02-03", hours="09:00-13:30")
    assert first.minutes == 270
    with pytest.raises(LeaveRefused) as refused:
        ask(owner, "2026-02-03")
    assert why(refused) == [("2026-02-03", Why.TAKEN)]
    deciding.reject(first.pk, by=admin)
    [second] = ask(owner, "2026-02-03")
    deciding.approve(second.pk, by=admin)
    deciding.cancel(second.pk, by=admin)
    ask(owner, "2026-02-03")


def test_LV_4_the_database_itself_keeps_one_active_request_a_date(owner):
    [first] = ask(owner, "2026-02-03")
    with pytest.raises(IntegrityError):
        LeaveRequest.objects.create(
            staff=owner,
            staff_name="o",
            date=first.date,
            type="off",
            minutes=60,
            decide_by=first.date,
            group_id=first.group_id,
            sequence=9,
            idempotency_key="other",
        )


def test_a_range_is_one_group_and_each_day_is_charged_to_its_month(owner):
    days = ask(owner, "2026-01-31", "2026-02-02")
    assert {day.group_id for day in days} == {days[0].group_id}
    assert [day.date.day for day in days] == [31, 1, 2]
    assert month_balance(owner.pk, date(2026, 1, 1)).pending == 12 * HOUR
    assert month_balance(owner.pk, FEBRUARY).pending == 24 * HOUR


def test_a_range_is_all_or_nothing_and_says_day_by_day_why(owner):
    ask(owner, "2026-02-02")
    with pytest.raises(LeaveRefused) as refused:
        ask(owner, "2026-02-02", "2026-02-04")
    assert why(refused) == [("2026-02-02", Why.TAKEN), ("2026-02-04", Why.NO_ROOM)]
    assert LeaveRequest.objects.count() == 1


def test_a_form_that_is_sent_twice_asks_once(owner):
    assert ask(owner, "2026-02-03", key="k")[0].pk == ask(owner, "2026-02-03", key="k")[0].pk
    assert LeaveRequest.objects.count() == 1


def test_NO_2_all_admins_are_told_once_for_a_range_and_never_why(owner, admin):
    boss = make_master()
    ask(owner, "2026-02-03", "2026-02-04", reason="rahasia")
    assert inbox(admin) == ["leave-requested-days"]
    assert inbox(boss) == ["leave-requested-days"]
    assert inbox(owner) == []
    assert "rahasia" not in str(list(Notification.objects.values_list("facts", flat=True)))


def test_why_somebody_is_ill_is_no_part_of_history(owner):
    [request] = ask(owner, "2026-02-03", hours="09:00-10:00", reason="rahasia")
    events = Event.objects.about(request)
    assert [event.verb for event in events] == ["request"]
    assert "rahasia" not in str([(event.before, event.after, event.reason) for event in events])


def test_LV_7_an_admin_who_asks_is_not_asked_to_decide(admin):
    boss = make_master()
    ask(admin, "2026-02-03")
    assert inbox(admin) == []
    assert inbox(boss) == ["leave-requested"]


def test_a_sole_master_admin_takes_his_leave_and_it_says_so(admin):
    boss = make_master()
    [taken] = ask(boss, "2026-02-03")
    assert taken.status == LeaveStatus.APPROVED
    assert taken.is_unseen
    assert [event.verb for event in Event.objects.about(taken)] == ["take"]
    assert inbox(admin) == []


def test_of_two_master_admins_each_waits_for_the_other(admin):
    boss, _other = make_master(), make_master()
    [request] = ask(boss, "2026-02-03")
    assert request.status == LeaveStatus.PENDING
    assert not request.is_unseen


def test_a_smaller_quota_leaves_nothing_and_takes_nothing_back(owner, admin):
    take(owner, "2026-02-03", by=admin)
    let(LEAVE_QUOTA, 6)
    balance = month_balance(owner.pk, FEBRUARY)
    assert balance.used == 12 * HOUR
    assert balance.available == 0
    assert balances_of([(owner.pk, FEBRUARY)])[owner.pk, FEBRUARY] == balance


def test_more_than_a_year_away_is_refused(owner):
    with pytest.raises(LeaveRefused) as refused:
        ask(owner, "2028-02-03")
    assert why(refused) == [("2028-02-03", Why.TOO_FAR)]


def test_LV_4_past_dates_may_be_asked_for(owner):
    [request] = ask(owner, "2026-01-12", hours="09:00-10:00")
    assert request.state == "pending"


@pytest.fixture
def team(product):
    """Two people of one product's team, of which one may be away."""
    people = [make_staff(), make_staff()]
    for person in people:
        put_in_team(person, product, by=make_master())
    let(MOST_AWAY, 1, product)
    return people


def test_too_many_of_a_team_are_refused_where_the_floor_says_so(team, stranger):
    let(MOST_AWAY_BLOCKS, 1)
    ask(team[0], "2026-02-03")
    with pytest.raises(LeaveRefused) as refused:
        ask(team[1], "2026-02-03")
    assert why(refused) == [("2026-02-03", Why.TOO_MANY_AWAY)]
    ask(stranger, "2026-02-03")


def test_sick_leave_is_never_refused_for_who_else_is_away(team):
    let(MOST_AWAY_BLOCKS, 1)
    ask(team[0], "2026-02-03")
    ask(team[1], "2026-02-03", hours="09:00-10:00")


def test_where_the_floor_only_warns_the_plan_says_so(team):
    ask(team[0], "2026-02-03")
    wished = wish(team[1], "2026-02-03")
    outcome = asking.ask(wished, staff=team[1], reason="", idempotency_key="k")
    assert outcome.plan.crowded == [date(2026, 2, 3)]
    assert len(outcome.requests) == 1


def test_of_a_team_that_asks_at_once_only_so_many_get_the_day(team):
    let(MOST_AWAY_BLOCKS, 1)
    outcomes = at_once(*[partial(ask, person, "2026-02-03") for person in team])
    assert sum(isinstance(outcome, list) for outcome in outcomes) == 1


def test_a_form_that_is_sent_again_for_other_days_is_refused_and_not_swallowed(owner):
    ask(owner, "2026-02-03", key="back")
    for first, last, hours in (
        ("2026-02-10", "", ""),
        ("2026-02-03", "2026-02-04", ""),
        ("2026-02-03", "", "09:00-10:00"),
    ):
        with pytest.raises(FormReused):
            ask(owner, first, last, hours=hours, key="back")
    assert LeaveRequest.objects.count() == 1


def test_a_form_whose_days_were_taken_back_does_not_pass_for_asked(owner):
    [request] = ask(owner, "2026-02-03", key="back")
    deciding.cancel(request.pk, by=owner)
    with pytest.raises(FormReused):
        ask(owner, "2026-02-03", key="back")


def test_LV_4_whoever_has_left_is_away_from_no_team(owner, stranger, admin):
    let(MOST_AWAY, 1)
    let(MOST_AWAY_BLOCKS, 1)
    take(stranger, "2026-02-03", by=admin)
    with pytest.raises(LeaveRefused):
        ask(owner, "2026-02-03")
    people.deactivate(stranger.pk, by=admin)
    assert ask(owner, "2026-02-03")


def test_LV_3_sick_leave_over_days_is_as_long_as_the_shift_of_each_of_them(owner, admin):
    """Defect: all days were counted by the working hours of the first one."""
    let(WORKING_HOURS, shift_value(22 * 60, 6 * 60))
    decide(
        WORKING_HOURS, shift_value(11 * 60, 23 * 60), date(2026, 2, 4), by=admin, reason="by day"
    )
    with pytest.raises(LeaveRefused) as refused:
        ask(owner, "2026-02-03", "2026-02-04", hours="23:00-01:00")
    assert why(refused) == [("2026-02-04", Why.NO_LENGTH)]
    [night] = ask(owner, "2026-02-03", hours="23:00-01:00")
    assert night.minutes == 2 * HOUR
    assert month_balance(owner.pk, FEBRUARY).pending == 2 * HOUR


def test_LV_3_the_page_says_of_which_day_sick_leave_has_no_length(owner, admin, client_of):
    let(WORKING_HOURS, shift_value(22 * 60, 6 * 60))
    decide(
        WORKING_HOURS, shift_value(11 * 60, 23 * 60), date(2026, 2, 4), by=admin, reason="by day"
    )
    form = {
        "type": "sick",
        "first": "2026-02-03",
        "last": "2026-02-04",
        "starts": "23:00",
        "ends": "01:00",
        "idempotency_key": "k",
    }
    refused = client_of(owner).post("/leave/new/", form)
    assert refused.status_code == 422
    assert "Wed, 4 Feb 2026: it ends before it begins" in text_of(refused)
    assert not LeaveRequest.objects.exists()
