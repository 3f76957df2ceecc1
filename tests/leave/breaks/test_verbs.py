"""Breaks: one at a time, inside the shift, over midnight, told once (IZ-1, IZ-2; case 63)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from crm.notifications.models import Notification
from crm.policies.units import shift_value
from leave.attendance.check_in import check_in_for
from leave.attendance.policies import GATE, WORKING_HOURS
from leave.breaks import verbs
from leave.breaks.policies import BREAK_ALLOWANCE
from leave.breaks.reads import break_days
from leave.models import Break
from tests.leave.attendance.make import at, decided
from tests.make import make_master

pytestmark = pytest.mark.django_db
MONDAY = at("2026-11-30 12:00:00").date()


@pytest.fixture
def clock():
    with time_machine.travel(at("2026-11-30 12:00:00"), tick=False) as moving:
        yield moving


@pytest.fixture
def night(admin, clock):
    decided(WORKING_HOURS, shift_value(22 * 60, 6 * 60), "2026-11-30", by=admin)


def take(staff, clock, seconds: int) -> Break:
    """A break of so many seconds, and a minute of work after it."""
    verbs.start(staff)
    clock.shift(seconds)
    stopped = verbs.stop(staff)
    clock.shift(60)
    return stopped


def counted(staff):
    return break_days([staff.pk], MONDAY, MONDAY)[staff.pk, MONDAY]


def alerts(person) -> list[dict]:
    notices = Notification.objects.filter(user_id=person.pk, kind="break-over")
    return list(notices.values_list("facts", flat=True))


def test_63_the_sum_passes_the_allowance_and_admins_are_told_once(owner, admin, clock):
    """IZ-2, earlier defect: admins alone were told, master admins were not."""
    master = make_master()
    take(owner, clock, 20 * 60)
    assert alerts(admin) == []
    take(owner, clock, 25 * 60 + 30)
    assert float(counted(owner).over_minutes) == 15.5
    take(owner, clock, 60)
    assert [fact["minutes"] for fact in alerts(admin)] == ["45.5"]
    assert len(alerts(master)) == 1


def test_63_exactly_the_allowance_tells_nobody(owner, admin, clock):
    take(owner, clock, 30 * 60)
    assert counted(owner).over == 0
    assert alerts(admin) == []


def test_63_a_single_break_is_counted_once(owner, admin, clock):
    """IZ-2, earlier defect: the break just ended counted twice, a false alarm and 0 left."""
    take(owner, clock, 16 * 60)
    assert counted(owner).left == 14 * 60
    assert alerts(admin) == []


def test_the_allowance_is_that_of_the_date(owner, admin, clock):
    decided(BREAK_ALLOWANCE, 10, "2026-11-30", by=admin)
    decided(BREAK_ALLOWANCE, 60, "2026-12-01", by=admin)
    take(owner, clock, 16 * 60)
    assert counted(owner).over == 6 * 60


def test_one_is_open_at_a_time(owner, clock):
    verbs.start(owner)
    with pytest.raises(verbs.AlreadyOnBreak):
        verbs.start(owner)
    verbs.stop(owner)
    with pytest.raises(verbs.NotOnBreak):
        verbs.stop(owner)


def in_parallel(verb):
    def attempt(_number):
        try:
            verb()
        except (verbs.AlreadyOnBreak, verbs.NotOnBreak) as refused:
            return type(refused).__name__
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        return sorted(pool.map(attempt, range(16)))


def test_of_sixteen_starts_at_once_one_begins_and_of_as_many_stops_one_ends(owner, clock):
    assert in_parallel(lambda: verbs.start(owner)) == ["AlreadyOnBreak"] * 15 + ["done"]
    clock.shift(60)
    assert in_parallel(lambda: verbs.stop(owner)) == ["NotOnBreak"] * 15 + ["done"]
    assert counted(owner).seconds == 60


@pytest.mark.parametrize(
    "moment", ["2026-11-30 00:00:30", "2026-11-30 10:59:59", "2026-11-30 23:00:00"]
)
def test_no_break_begins_outside_of_the_shift(owner, clock, moment):
    """IZ-2, earlier defect: breaks began outside of the shift."""
    clock.move_to(at(moment))
    with pytest.raises(verbs.OutsideShift):
        verbs.start(owner)
    assert not Break.objects.exists()


def test_where_staff_check_in_no_break_begins_before_that(owner, admin, clock):
    """IZ-2, earlier defect: breaks began without attendance."""
    decided(GATE, 1, "2026-11-30", by=admin)
    with pytest.raises(verbs.NotCheckedIn):
        verbs.start(owner)
    check_in_for(owner, by=admin, reason="phone lost")
    assert verbs.start(owner).is_open


def test_a_break_over_midnight_is_of_the_shift_on_which_it_began(owner, admin, clock, night):
    clock.move_to(at("2026-11-30 23:59:30"))
    verbs.start(owner)
    clock.move_to(at("2026-12-01 00:00:30"))
    verbs.stop(owner)
    clock.move_to(at("2026-12-01 05:00:00"))
    take(owner, clock, 120)
    assert counted(owner).seconds == 180
    assert set(Break.objects.values_list("shift_date", flat=True)) == {MONDAY}


# Left open


@pytest.fixture
def forgotten(owner, clock):
    """Open since 22:00, and the shift ended at 23:00."""
    clock.move_to(at("2026-11-30 22:00:00"))
    verbs.start(owner)
    clock.move_to(at("2026-12-01 00:00:30"))
    return owner


def test_an_open_one_is_closed_at_the_end_of_its_shift_and_costs_nothing_yet(forgotten, admin):
    """IZ-2, earlier defect: open at midnight it was never closed and never charged."""
    assert verbs.close_forgotten() == 1
    assert verbs.close_forgotten() == 0
    closed = Break.objects.get()
    assert closed.ended_at == at("2026-11-30 23:00:00")
    assert closed.waits
    assert counted(forgotten).over == 30 * 60
    assert counted(forgotten).over_agreed == 0
    assert alerts(admin) == []
    notices = Notification.objects.filter(user_id=admin.pk, kind="break-to-confirm")
    assert notices.count() == 1


def test_whoever_stops_it_too_late_has_it_closed_at_the_end_of_the_shift(forgotten):
    assert verbs.stop(forgotten).ended_at == at("2026-11-30 23:00:00")
    assert Break.objects.get().waits


def test_it_does_not_stand_in_the_way_of_the_next_shift(forgotten, clock):
    clock.move_to(at("2026-12-01 12:00:00"))
    begun = verbs.start(forgotten)
    assert str(begun.shift_date) == "2026-12-01"
    assert Break.objects.get(shift_date=MONDAY).ended_at == at("2026-11-30 23:00:00")


def test_one_of_a_night_shift_stays_open_over_midnight(owner, admin, clock, night):
    clock.move_to(at("2026-11-30 23:00:00"))
    verbs.start(owner)
    clock.move_to(at("2026-12-01 05:59:59"))
    assert verbs.close_forgotten() == 0
    clock.move_to(at("2026-12-01 06:00:00"))
    assert verbs.close_forgotten() == 1
    assert Break.objects.get().ended_at == at("2026-12-01 06:00:00")


def test_confirmed_as_it_is_it_counts_and_admins_are_told(forgotten, admin):
    verbs.close_forgotten()
    verbs.confirm(Break.objects.get().pk, by=admin)
    assert counted(forgotten).over_agreed == 30 * 60
    assert len(alerts(admin)) == 1


def test_an_admin_may_say_when_it_really_ended_and_both_ends_are_kept(forgotten, admin):
    verbs.close_forgotten()
    minute_entered = 22 * 60 + 10
    verbs.confirm(
        Break.objects.get().pk, by=admin, minute=minute_entered, reason="seen at the desk"
    )
    stored = Break.objects.get()
    assert stored.ended_at == at("2026-11-30 22:10:00")
    assert stored.closed_at == at("2026-11-30 23:00:00")
    assert stored.reason == "seen at the desk"
    assert counted(forgotten).over_agreed == 0
    assert alerts(admin) == []


@pytest.mark.parametrize("minute", [21 * 60 + 59, 23 * 60 + 1])
def test_it_ended_neither_before_it_began_nor_after_the_shift(forgotten, admin, minute):
    verbs.close_forgotten()
    with pytest.raises(verbs.OutsideBreak):
        verbs.confirm(Break.objects.get().pk, by=admin, minute=minute, reason="x")
    assert Break.objects.get().waits


def test_it_is_confirmed_once_and_never_by_its_owner(forgotten, admin):
    verbs.close_forgotten()
    pk = Break.objects.get().pk
    with pytest.raises(verbs.OwnBreak):
        verbs.confirm(pk, by=forgotten)
    verbs.confirm(pk, by=admin)
    with pytest.raises(verbs.NotWaiting):
        verbs.confirm(pk, by=admin)


def test_seconds_are_whole(owner, clock):
    clock.move_to(at("2026-11-30 12:00:00.900000"))
    verbs.start(owner)
    clock.move_to(at("2026-11-30 12:30:00.100000"))
    assert verbs.stop(owner).seconds == 30 * 60
    assert timezone.localtime(Break.objects.get().started_at).microsecond == 0
