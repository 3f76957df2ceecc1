"""Corrections: both values kept, lateness follows, one decision (AT-4)."""

import pytest
import time_machine

from crm.audit.models import Event
from crm.notifications.models import Notification
from crm.policies.units import shift_value
from leave.attendance import corrections
from leave.attendance.check_in import check_in_for
from leave.attendance.policies import WORKING_HOURS
from leave.attendance.reads import attendance_of, late_days
from leave.models import CheckIn, Correction
from tests.leave.attendance.make import at, decided
from tests.make import make_admin

pytestmark = pytest.mark.django_db
MONDAY = at("2026-11-30 12:00:00").date()
ELEVEN, NINE = 11 * 60, 9 * 60


@pytest.fixture
def clock():
    with time_machine.travel(at("2026-11-30 11:30:00"), tick=False) as moving:
        yield moving


@pytest.fixture
def late(owner, admin, clock):
    """Half an hour late, as the clock says."""
    return check_in_for(owner, by=admin, reason="phone lost")


def minutes_late() -> int:
    [day] = attendance_of(CheckIn.objects.all())
    return day.late_minutes


def kinds(person) -> list[str]:
    return sorted(Notification.objects.filter(user_id=person.pk).values_list("kind", flat=True))


def test_an_approved_correction_counts_and_the_clock_is_kept(late, owner, admin):
    correction = corrections.ask(owner, MONDAY, ELEVEN, reason="the phone was empty")
    assert minutes_late() == 30
    corrections.approve(correction.pk, by=admin)
    assert minutes_late() == 0
    stored = CheckIn.objects.get()
    assert stored.checked_in_at == at("2026-11-30 11:30:00")
    assert stored.corrected_at == at("2026-11-30 11:00:00")
    event = Event.objects.get(subject=stored.pk, verb="correct")
    assert event.before["corrected_at"] is None
    assert event.after["corrected_at"] == "2026-11-30T04:00:00+00:00"


def test_a_rejected_one_changes_nothing(late, owner, admin):
    correction = corrections.ask(owner, MONDAY, ELEVEN, reason="x")
    corrections.reject(correction.pk, by=admin, reason="the door says otherwise")
    assert minutes_late() == 30
    assert Correction.objects.get().note == "the door says otherwise"


def test_admins_are_asked_and_staff_are_told_once(late, owner, admin):
    asked = corrections.ask(owner, MONDAY, ELEVEN, reason="x")
    assert kinds(admin) == ["correction-requested"]
    corrections.approve(asked.pk, by=admin)
    assert kinds(owner) == ["checked-in-for", "correction-approved"]
    assert not Notification.objects.filter(user_id=admin.pk, is_read=False).exists()


def test_without_a_check_in_there_is_one_that_only_the_correction_says(owner, admin, clock):
    correction = corrections.ask(owner, MONDAY, ELEVEN + 5, reason="no phone")
    corrections.approve(correction.pk, by=admin)
    assert CheckIn.objects.get().checked_in_at is None
    assert late_days([owner.pk], MONDAY, MONDAY) == {(owner.pk, MONDAY): 5}


def test_what_was_decided_is_decided_once(late, owner, admin):
    correction = corrections.ask(owner, MONDAY, ELEVEN, reason="x")
    corrections.approve(correction.pk, by=admin)
    with pytest.raises(corrections.NotPending):
        corrections.reject(correction.pk, by=admin, reason="y")
    assert minutes_late() == 0


def test_one_of_a_shift_waits_at_a_time(late, owner, admin):
    first = corrections.ask(owner, MONDAY, ELEVEN, reason="x")
    with pytest.raises(corrections.AskedAlready):
        corrections.ask(owner, MONDAY, NINE, reason="y")
    corrections.reject(first.pk, by=admin, reason="no")
    assert corrections.ask(owner, MONDAY, NINE, reason="y").is_pending


def test_what_has_not_come_yet_cannot_be_asked_for(late, owner):
    with pytest.raises(corrections.NotYet):
        corrections.ask(owner, MONDAY, 12 * 60, reason="x")


def test_the_time_that_counts_already_is_no_correction(late, owner):
    with pytest.raises(corrections.NoChange):
        corrections.ask(owner, MONDAY, ELEVEN + 30, reason="x")


def test_nobody_decides_about_their_own(late, owner):
    correction = corrections.ask(owner, MONDAY, ELEVEN, reason="x")
    owner.role = "admin"
    owner.save()
    with pytest.raises(corrections.OwnRequest):
        corrections.approve(correction.pk, by=owner)
    with pytest.raises(corrections.OwnRequest):
        corrections.reject(correction.pk, by=owner, reason="y")
    corrections.approve(correction.pk, by=make_admin())
    assert minutes_late() == 0


def test_of_a_night_shift_the_time_may_be_of_the_next_day(owner, admin, clock):
    decided(WORKING_HOURS, shift_value(22 * 60, 6 * 60), "2026-11-30", by=admin)
    clock.move_to(at("2026-12-01 05:00:00"))
    correction = corrections.ask(owner, MONDAY, 30, reason="no phone")
    assert correction.asked_at == at("2026-12-01 00:30:00")
    corrections.approve(correction.pk, by=admin)
    assert late_days([owner.pk], MONDAY, MONDAY) == {(owner.pk, MONDAY): 150}
