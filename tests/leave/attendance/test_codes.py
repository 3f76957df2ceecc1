"""Which code is right, how often it may be tried, and the one of the wall (AT-1)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from crm.audit.models import Event
from crm.staff.second_factor.authenticator_codes import take_timecode
from leave.attendance import authenticators, floor
from leave.attendance.check_in import Result, check_in
from leave.attendance.policies import FLOOR_CODE
from leave.models import Authenticator, CheckIn, FloorCode
from tests.leave.attendance.checking_in import kinds
from tests.leave.attendance.make import at, code_of, decided, wrong_code_of

pytestmark = pytest.mark.django_db


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
    """Earlier defect: it worked again. Here within its half a minute, for the next date."""
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
    assert sum(in_parallel(lambda: take_timecode(stored, 42))) == 1
    assert not take_timecode(stored, 41)


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
