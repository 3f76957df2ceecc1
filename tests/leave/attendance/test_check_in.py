"""Checking in: once a shift, with a code that works once (AT-1, AT-2, AT-3; case 64)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from crm.audit.models import Event
from crm.notifications.models import Notification
from crm.policies.units import shift_value
from crm.registry import absences
from leave.attendance import authenticators, codes, floor
from leave.attendance.check_in import AlreadyCheckedIn, NotStaff, Result, check_in, check_in_for
from leave.attendance.policies import FLOOR_CODE, WORKING_HOURS
from leave.attendance.reads import attendance_of, late_days
from leave.models import Authenticator, CheckIn, FloorCode
from tests.leave.attendance.make import at, code_of, decided, set_up, wrong_code_of

pytestmark = pytest.mark.django_db
MONDAY = at("2026-11-30 12:00:00").date()


@pytest.fixture
def clock():
    with time_machine.travel(at("2026-11-30 10:30:00"), tick=False) as moving:
        yield moving


@pytest.fixture
def phone(owner, clock):
    set_up(owner)
    return owner


def late(staff) -> int:
    """Whole minutes of the only check-in."""
    [day] = attendance_of(CheckIn.objects.filter(staff_id=staff.pk))
    return day.late_minutes


def kinds(person) -> list[str]:
    return sorted(Notification.objects.filter(user_id=person.pk).values_list("kind", flat=True))


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


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_code_is_good_for_a_step_before_and_after(phone, seconds):
    assert check_in(phone, code_of(phone, seconds)).result == Result.CHECKED_IN


@pytest.mark.parametrize("seconds", [-60, 60])
def test_a_code_is_good_no_longer(phone, seconds):
    assert check_in(phone, code_of(phone, seconds)).result == Result.WRONG


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 34"])
def test_what_is_no_code_is_a_wrong_one(phone, typed):
    assert check_in(phone, typed).result == Result.WRONG


def test_a_code_may_be_typed_with_a_blank(phone):
    code = code_of(phone)
    assert check_in(phone, f" {code[:3]} {code[3:]} ").result == Result.CHECKED_IN


def test_a_code_that_was_used_works_for_no_other_shift(phone, clock, admin):
    """The clock of a night: the same code within its half a minute, for the next date."""
    clock.move_to(at("2026-11-30 23:59:55"))
    code = code_of(phone)
    assert check_in(phone, code).result == Result.CHECKED_IN
    clock.move_to(at("2026-12-01 00:00:05"))
    assert check_in(phone, code).result == Result.USED
    assert CheckIn.objects.count() == 1


def test_the_code_that_verified_the_phone_is_used_up(owner, clock):
    authenticators.begin(owner)
    code = code_of(owner)
    authenticators.verify(owner, code)
    assert check_in(owner, code).result == Result.USED
    clock.shift(30)
    assert check_in(owner, code_of(owner)).result == Result.CHECKED_IN


def in_parallel(verb, times=16):
    def attempt(_number):
        try:
            return verb()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(attempt, range(times)))


def test_of_sixteen_posts_of_one_code_one_is_accepted(phone):
    code = code_of(phone)
    results = [attempt.result for attempt in in_parallel(lambda: check_in(phone, code))]
    assert sorted(results) == sorted([Result.CHECKED_IN] + [Result.ALREADY] * 15)
    assert CheckIn.objects.count() == 1
    assert Event.objects.filter(verb="check in").count() == 1


def test_of_sixteen_who_take_one_code_one_gets_it(phone):
    stored = Authenticator.objects.get()
    assert sum(in_parallel(lambda: codes.use(stored, 42))) == 1
    assert not codes.use(stored, 41)


# Wrong codes


def test_five_wrong_codes_lock_for_fifteen_minutes_and_tell_the_admins(phone, clock, admin):
    wrong = wrong_code_of(phone)
    lefts = [check_in(phone, wrong).left for _number in range(4)]
    assert lefts == [4, 3, 2, 1]
    locked = check_in(phone, wrong)
    assert locked.result == Result.LOCKED
    assert locked.locked_until == at("2026-11-30 10:45:00")
    assert kinds(admin) == ["attendance-locked"]
    assert check_in(phone, code_of(phone)).result == Result.LOCKED
    clock.move_to(at("2026-11-30 10:45:00"))
    assert check_in(phone, code_of(phone)).result == Result.CHECKED_IN


def test_sixteen_wrong_codes_at_once_lock_once(phone, admin):
    wrong = wrong_code_of(phone)
    results = [attempt.result for attempt in in_parallel(lambda: check_in(phone, wrong))]
    assert results.count(Result.WRONG) == 4
    assert results.count(Result.LOCKED) == 12
    assert kinds(admin) == ["attendance-locked"]


def test_a_right_code_forgets_the_wrong_ones(phone, clock):
    wrong = wrong_code_of(phone)
    for _number in range(4):
        check_in(phone, wrong)
    check_in(phone, code_of(phone))
    assert Authenticator.objects.get().failures == 0


def test_a_used_code_is_no_guess(phone, clock):
    clock.move_to(at("2026-11-30 23:59:55"))
    code = code_of(phone)
    check_in(phone, code)
    clock.move_to(at("2026-12-01 00:00:05"))
    for _number in range(6):
        assert check_in(phone, code).result == Result.USED
    assert Authenticator.objects.get().failures == 0


# The wall


@pytest.fixture
def wall(phone, admin):
    decided(FLOOR_CODE, 1, "2026-11-30", by=admin)
    return floor.renew(by=admin)


def wall_code(clock, seconds=0) -> str:
    now = at("2026-11-30 10:30:00") + timedelta(seconds=seconds)
    return floor.shown_code(FloorCode.objects.get(), now).code


def test_the_code_of_the_wall_is_asked_for_beside_the_personal_one(phone, clock, wall):
    assert check_in(phone, code_of(phone)).result == Result.WRONG_ON_THE_WALL
    old = wall_code(clock, -90)
    assert check_in(phone, code_of(phone), old).result == Result.WRONG_ON_THE_WALL
    # Neither has used the personal one up.
    assert check_in(phone, code_of(phone), wall_code(clock)).result == Result.CHECKED_IN


def test_wrong_codes_of_the_wall_lock_too(phone, clock, wall, admin):
    for _number in range(5):
        check_in(phone, code_of(phone), "")
    assert check_in(phone, code_of(phone), wall_code(clock)).result == Result.LOCKED
    assert kinds(admin) == ["attendance-locked"]


def test_a_new_secret_of_the_wall_ends_the_old_one(phone, clock, wall, admin):
    old = wall_code(clock)
    floor.renew(by=admin)
    assert check_in(phone, code_of(phone), old).result == Result.WRONG_ON_THE_WALL
    assert FloorCode.objects.get().generation == 2


def test_the_code_of_the_wall_is_new_every_half_a_minute(clock, wall):
    stored = FloorCode.objects.get()
    moments = [at("2026-11-30 10:30:00") + timedelta(seconds=second) for second in (0, 29, 30)]
    first, same, new = (floor.shown_code(stored, moment) for moment in moments)
    assert first.code == same.code
    assert same.seconds == 1
    assert new.code != same.code


# Lateness follows


class Leave:
    """Approved leave that comes and goes; what leave itself registers is asked beside it."""

    def __init__(self) -> None:
        self.days = set()

    def __call__(self, people, first, last):
        return {person: {day for day in self.days if first <= day <= last} for person in people}


@pytest.fixture
def on_leave(monkeypatch):
    reader = Leave()
    monkeypatch.setattr(absences, "_readers", [*absences._readers, reader])
    return reader


def test_64_leave_of_any_length_spares_whether_it_comes_before_or_after(phone, clock, on_leave):
    clock.move_to(at("2026-11-30 13:00:00"))
    check_in(phone, code_of(phone))
    assert late(phone) == 120
    on_leave.days.add(MONDAY)
    assert late(phone) == 0
    on_leave.days.clear()
    assert late(phone) == 120


def test_three_days_of_leave_clear_three_days(phone, clock, on_leave):
    for day in ("2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03"):
        clock.move_to(at(f"{day} 11:10:00"))
        check_in(phone, code_of(phone))
    first, last = MONDAY, MONDAY + timedelta(days=3)
    assert list(late_days([phone.pk], first, last).values()) == [10, 10, 10, 10]
    on_leave.days |= {MONDAY + timedelta(days=number) for number in range(3)}
    assert late_days([phone.pk], first, last) == {(phone.pk, last): 10}


def test_lateness_follows_the_hours_of_the_date(phone, clock, admin):
    clock.move_to(at("2026-11-30 10:30:00"))
    check_in(phone, code_of(phone))
    decided(WORKING_HOURS, shift_value(10 * 60, 18 * 60), "2026-11-30", by=admin)
    assert late(phone) == 30
    decided(WORKING_HOURS, shift_value(9 * 60, 18 * 60), "2026-12-01", by=admin)
    assert late(phone) == 30


def test_hours_that_end_as_they_start_are_refused(clock, admin):
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
