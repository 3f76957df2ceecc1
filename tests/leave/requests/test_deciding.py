"""Deciding about leave, taking it back, and what happens by itself (LV-5, LV-7, NO-2)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from crm.audit.models import Event
from crm.notifications.models import Notification
from crm.policies.models import PolicyValue
from crm.registry.absences import away_on, days_away, days_off, minutes_away
from leave.models import LeaveRequest, LeaveStatus
from leave.policies import LEAVE_QUOTA, MOST_AWAY, MOST_AWAY_BLOCKS
from leave.reads import month_balance
from leave.requests import deciding
from leave.requests.daily import end_all_undecided, remind
from tests.leave.make import ask, take
from tests.make import make_admin, make_master

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 3)
HOUR = 60


@pytest.fixture(autouse=True)
def january():
    with time_machine.travel("2026-01-20T05:00:00Z", tick=False):
        yield


def let(policy, value):
    PolicyValue.objects.create(
        policy=policy.key, valid_from=date(2026, 1, 1), sequence=1, value=Decimal(value)
    )


def inbox(person):
    return list(Notification.objects.of(person).values_list("kind", flat=True))


def test_approving_uses_the_hours_and_tells_who_asked(owner, admin):
    [request] = ask(owner, "2026-02-03")
    deciding.approve(request.pk, by=admin)
    assert month_balance(owner.pk, DAY).used == 12 * HOUR
    assert month_balance(owner.pk, DAY).pending == 0
    assert inbox(owner) == ["leave-approved"]
    assert not Notification.objects.of(admin).filter(is_read=False).exists()


def test_rejecting_gives_the_hours_back_with_or_without_a_note(owner, admin):
    for day, note in (("2026-02-03", "ramai"), ("2026-02-04", "")):
        [request] = ask(owner, day)
        assert deciding.reject(request.pk, by=admin, reason=note).note == note
    assert month_balance(owner.pk, DAY).available == 24 * HOUR
    assert inbox(owner) == ["leave-rejected", "leave-rejected"]


@pytest.mark.parametrize("verb", [deciding.approve, deciding.reject])
def test_LV_5_only_what_waits_is_decided(verb, owner, admin):
    [request] = take(owner, "2026-02-03", by=admin)
    with pytest.raises(deciding.NotPending):
        verb(request.pk, by=make_admin())


@pytest.mark.parametrize("verb", [deciding.approve, deciding.reject])
def test_LV_7_nobody_decides_about_their_own_leave(verb, admin):
    [request] = ask(admin, "2026-02-03")
    with pytest.raises(deciding.OwnRequest):
        verb(request.pk, by=admin)
    request.refresh_from_db()
    assert request.status == LeaveStatus.PENDING


@pytest.mark.parametrize("verb", [deciding.approve, deciding.reject])
def test_staff_decide_about_nobody(verb, owner, stranger):
    [request] = ask(owner, "2026-02-03")
    with pytest.raises(PermissionDenied):
        verb(request.pk, by=stranger)


def test_LV_5_approval_counts_the_hours_of_the_month_once_more(owner, admin):
    [first] = ask(owner, "2026-02-03")
    let(LEAVE_QUOTA, 6)
    with pytest.raises(deciding.NoRoom):
        deciding.approve(first.pk, by=admin)
    approved = deciding.approve(first.pk, by=admin, override_reason="pernikahan")
    assert approved.override_reason == "pernikahan"
    assert month_balance(owner.pk, DAY).available == 0
    assert Event.objects.about(first).last().reason == "pernikahan"


def test_a_reason_that_is_not_needed_is_not_kept(owner, admin):
    [first] = ask(owner, "2026-02-03")
    assert deciding.approve(first.pk, by=admin, override_reason="x").override_reason == ""


def test_approval_counts_the_people_away_once_more(owner, stranger, admin):
    take(owner, "2026-02-03", by=admin)
    [second] = ask(stranger, "2026-02-03")
    let(MOST_AWAY, 1)
    let(MOST_AWAY_BLOCKS, 1)
    with pytest.raises(deciding.TooManyAway):
        deciding.approve(second.pk, by=admin)


def test_staff_withdraw_what_waits_and_not_what_is_approved(owner, admin, stranger):
    [waits] = ask(owner, "2026-02-03")
    with pytest.raises(deciding.NotTheirs):
        deciding.cancel(waits.pk, by=stranger)
    [withdrawn] = deciding.cancel(waits.pk, by=owner)
    assert withdrawn.status == LeaveStatus.WITHDRAWN
    assert not Notification.objects.of(admin).filter(is_read=False).exists()
    [approved] = take(owner, "2026-02-04", by=admin)
    with pytest.raises(deciding.NotTheirs):
        deciding.cancel(approved.pk, by=owner)


def test_an_admin_cancels_what_is_approved_and_the_hours_return(owner, admin):
    [approved] = take(owner, "2026-02-03", by=admin)
    [cancelled] = deciding.cancel(approved.pk, by=admin, reason="audit")
    assert cancelled.status == LeaveStatus.CANCELLED
    assert month_balance(owner.pk, DAY).available == 24 * HOUR
    assert inbox(owner) == ["leave-cancelled", "leave-approved"]
    with pytest.raises(deciding.NotActive):
        deciding.cancel(approved.pk, by=admin)


def test_an_admin_cancels_no_leave_of_their_own(admin):
    [approved] = take(admin, "2026-02-03", by=make_master())
    with pytest.raises(deciding.OwnRequest):
        deciding.cancel(approved.pk, by=admin)


def test_a_sole_master_admin_cancels_what_he_took(admin):
    boss = make_master()
    [taken] = ask(boss, "2026-02-03")
    [cancelled] = deciding.cancel(taken.pk, by=boss)
    assert cancelled.status == LeaveStatus.CANCELLED


def test_a_day_of_a_group_is_taken_back_or_all_that_can_be(owner, admin):
    first, second, third = ask(owner, "2026-01-31", "2026-02-02")
    deciding.cancel(first.pk, by=owner)
    assert LeaveRequest.objects.waiting().count() == 2
    deciding.approve(third.pk, by=admin)
    taken_back = deciding.cancel(second.pk, by=owner, is_whole_group=True)
    assert [each.pk for each in taken_back] == [second.pk]
    assert LeaveRequest.objects.approved().count() == 1


def test_what_nobody_decided_in_time_is_free_again_without_any_night(owner, admin):
    [request] = ask(owner, "2026-02-03")
    with time_machine.travel("2026-02-03T17:30:00Z", tick=False):
        assert month_balance(owner.pk, DAY).pending == 0
        assert LeaveRequest.objects.waiting().count() == 0
        with pytest.raises(deciding.TooLate):
            deciding.approve(request.pk, by=admin)
        [again] = ask(owner, "2026-02-03", hours="09:00-10:00")
    request.refresh_from_db()
    assert request.status == LeaveStatus.UNDECIDED
    assert again.status == LeaveStatus.PENDING


def test_the_night_writes_it_down_and_tells_once(owner, admin):
    [request] = ask(owner, "2026-02-03")
    with time_machine.travel("2026-02-03T16:59:00Z", tick=False):
        assert end_all_undecided().facts == {"undecided": 0}
    with time_machine.travel("2026-02-03T17:05:00Z", tick=False):
        assert end_all_undecided().facts == {"undecided": 1}
        assert end_all_undecided().facts == {"undecided": 0}
    request.refresh_from_db()
    assert request.status == LeaveStatus.UNDECIDED
    assert inbox(owner) == ["leave-undecided"]
    assert not Notification.objects.of(admin).filter(is_read=False).exists()


def test_admins_who_are_there_are_reminded_once_a_day(owner, admin):
    away, boss = make_admin(), make_master()
    take(away, "2026-01-20", by=boss)
    assert remind(date(2026, 1, 20)) == 0
    ask(owner, "2026-02-03")
    assert remind(date(2026, 1, 20)) == 2
    assert remind(date(2026, 1, 20)) == 0
    assert "leave-waits" in inbox(admin)
    assert "leave-waits" in inbox(boss)
    assert "leave-waits" not in inbox(away)


def test_who_is_away_is_told_to_all_who_ask(owner, stranger, admin):
    take(owner, "2026-02-03", by=admin)
    take(stranger, "2026-02-03", by=admin, hours="09:00-10:30")
    ask(owner, "2026-02-04")
    people = [owner.pk, stranger.pk]
    assert away_on(DAY) == {owner.pk: 12 * HOUR, stranger.pk: 90}
    assert minutes_away(stranger.pk, DAY) == 90
    assert minutes_away(owner.pk, date(2026, 2, 4)) == 0
    assert days_away(people, DAY, date(2026, 2, 28)) == {owner.pk: {DAY}, stranger.pk: {DAY}}
    assert days_off(people, DAY, date(2026, 2, 28)) == {owner.pk: {DAY}, stranger.pk: set()}
