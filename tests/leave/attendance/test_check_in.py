"""Checking in: once a shift, with a code that works once (AT-1, AT-2, AT-3; case 64)."""

from datetime import timedelta

import pytest

from crm.audit.models import Event
from crm.policies.units import shift_value
from leave.attendance import authenticators
from leave.attendance.check_in import AlreadyCheckedIn, NotStaff, Result, check_in, check_in_for
from leave.attendance.policies import WORKING_HOURS
from leave.attendance.reads import attendance_of, late_days
from leave.models import Authenticator, CheckIn
from leave.requests import deciding
from tests.leave.attendance.checking_in import kinds
from tests.leave.attendance.make import at, code_of, decided, wrong_code_of
from tests.leave.calendar.make import make_leave

pytestmark = pytest.mark.django_db
MONDAY = at("2026-11-30 12:00:00").date()


def late(staff) -> int:
    """Whole minutes of the only check-in."""
    [day] = attendance_of(CheckIn.objects.filter(staff_id=staff.pk))
    return day.late_minutes


@pytest.mark.parametrize(
    ("moment", "day", "minutes"),
    [
        ("2026-11-30 00:00:30", "2026-11-30", 0),
        ("2026-11-30 06:59:00", "2026-11-30", 0),
        ("2026-11-30 07:01:00", "2026-11-30", 0),
        ("2026-11-30 11:00:45", "2026-11-30", 0),
        ("2026-11-30 11:01:00", "2026-11-30", 1),
        ("2026-11-30 11:17:59", "2026-11-30", 17),
        ("2026-11-30 23:59:30", "2026-11-30", 779),
    ],
)
def test_64_a_check_in_is_of_its_jakarta_date(phone, clock, moment, day, minutes):
    clock.move_to(at(moment))
    assert check_in(phone, code_of(phone)).result == Result.CHECKED_IN
    assert str(CheckIn.objects.get().date) == day
    assert late(phone) == minutes


def test_one_of_a_night_shift_is_of_the_date_on_which_it_began(phone, clock, admin):
    decided(WORKING_HOURS, shift_value(22 * 60, 6 * 60), "2026-11-30", by=admin)
    clock.move_to(at("2026-12-01 00:00:30"))
    assert check_in(phone, code_of(phone)).result == Result.CHECKED_IN
    assert str(CheckIn.objects.get().date) == "2026-11-30"
    assert late(phone) == 120


def test_a_second_check_in_of_a_shift_changes_nothing(phone, clock):
    check_in(phone, code_of(phone))
    first = CheckIn.objects.get().checked_in_at
    clock.move_to(at("2026-11-30 12:00:00"))
    assert check_in(phone, code_of(phone)).result == Result.ALREADY
    assert CheckIn.objects.get().checked_in_at == first


def test_nobody_checks_in_without_a_verified_phone(owner, clock):
    assert check_in(owner, "123456").result == Result.NOT_SET_UP
    authenticators.begin(owner)
    assert check_in(owner, code_of(owner)).result == Result.NOT_SET_UP
    assert not CheckIn.objects.exists()


# Wrong codes


# The wall


# Lateness follows


def test_64_leave_of_any_length_spares_whether_it_comes_before_or_after(phone, clock, admin):
    """Earlier defect: leave decided after the check-in left the lateness as it was."""
    clock.move_to(at("2026-11-30 13:00:00"))
    check_in(phone, code_of(phone))
    assert late(phone) == 120
    ill = make_leave(phone, "2026-11-30", sick=(540, 600))
    assert late(phone) == 0
    deciding.cancel(ill.pk, by=admin)
    assert late(phone) == 120


def test_three_days_of_leave_clear_three_days(phone, clock):
    for day in ("2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03"):
        clock.move_to(at(f"{day} 11:10:00"))
        check_in(phone, code_of(phone))
    first, last = MONDAY, MONDAY + timedelta(days=3)
    assert list(late_days([phone.pk], first, last).values()) == [10, 10, 10, 10]
    for day in ("2026-11-30", "2026-12-01", "2026-12-02"):
        make_leave(phone, day)
    assert late_days([phone.pk], first, last) == {(phone.pk, last): 10}


def test_lateness_follows_the_hours_of_the_date(phone, clock, admin):
    clock.move_to(at("2026-11-30 10:30:00"))
    check_in(phone, code_of(phone))
    decided(WORKING_HOURS, shift_value(10 * 60, 18 * 60), "2026-11-30", by=admin)
    assert late(phone) == 30
    decided(WORKING_HOURS, shift_value(9 * 60, 18 * 60), "2026-12-01", by=admin)
    assert late(phone) == 30


def test_hours_that_end_as_they_start_are_refused(clock, admin):
    """AT-3, earlier defect: any end was accepted."""
    with pytest.raises(ValueError, match="working-hours"):
        decided(WORKING_HOURS, 660 * 1440 + 660, "2026-11-30", by=admin)


# By an admin


def test_an_admin_checks_somebody_in_and_says_why(owner, clock, admin):
    stored = check_in_for(owner, by=admin, reason="phone lost")
    assert stored.by_name == admin.name
    assert kinds(owner) == ["checked-in-for"]
    event = Event.objects.get(subject=stored.pk)
    assert event.reason == "phone lost"
    with pytest.raises(AlreadyCheckedIn):
        check_in_for(owner, by=admin, reason="again")


def test_only_active_staff_are_checked_in(owner, clock, admin):
    with pytest.raises(NotStaff):
        check_in_for(admin, by=admin, reason="x")
    owner.is_active = False
    with pytest.raises(NotStaff):
        check_in_for(owner, by=admin, reason="x")


# The phone


def test_a_secret_is_kept_until_it_is_verified_and_never_given_again(owner, clock):
    """Earlier defect: the secret was shown again at every set-up."""
    secret = authenticators.begin(owner).secret
    assert authenticators.begin(owner).secret == secret
    with pytest.raises(authenticators.WrongCode):
        authenticators.verify(owner, wrong_code_of(owner))
    authenticators.verify(owner, code_of(owner))
    with pytest.raises(authenticators.AlreadySetUp):
        authenticators.begin(owner)


def test_a_reset_makes_the_old_phone_worthless(phone, clock, admin):
    code, secret = code_of(phone), Authenticator.objects.get().secret
    authenticators.reset_authenticator(phone, by=admin, reason="lost")
    assert check_in(phone, code).result == Result.NOT_SET_UP
    assert kinds(phone) == ["authenticator-reset"]
    assert authenticators.begin(phone).secret != secret
    with pytest.raises(authenticators.WrongCode):
        authenticators.verify(phone, code)


def test_history_holds_no_secret(phone, admin):
    secret = Authenticator.objects.get().secret
    authenticators.reset_authenticator(phone, by=admin, reason="lost")
    texts = [f"{event.before}{event.after}{event.reason}" for event in Event.objects.all()]
    assert texts != []
    assert [text for text in texts if secret in text] == []
