"""Each due time is planned once, by any number of schedulers; a missed one is made up once."""

import time
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.jobs.models import Job, LastPlan, State
from crm.jobs.processes.scheduler import plan_due, server_time
from crm.registry.runs import schedules
from crm.registry.runs.schedules import JAKARTA, SCHEDULES, Daily, Every
from tests.crm.jobs.conftest import wait_for
from tests.crm.jobs.sample import effects
from tests.omset.test_concurrency import at_once

NOON = datetime(2026, 3, 9, 5, 0, tzinfo=UTC)
MIDNIGHT = Daily(time_of_day(0, 5))
moments = st.timedeltas(timedelta(), timedelta(days=4_000)).map(lambda past: NOON + past)
all_times = st.one_of(
    st.times().map(Daily),
    st.sampled_from([1, 5, 15, 60, 720]).map(lambda minutes: Every(timedelta(minutes=minutes))),
)


@pytest.fixture
def only(monkeypatch):
    """only(name, times): the one schedule there is."""

    def register(name, times):
        for other in list(SCHEDULES):
            monkeypatch.delitem(SCHEDULES, other)
        monkeypatch.setitem(SCHEDULES, name, times)

    return register


@pytest.fixture
def daily(db, only):
    """The job test-dated each midnight, planned up to the noon of 9 March."""
    only("test-dated", MIDNIGHT)
    plan_due(NOON)


@given(all_times, moments)
def test_the_last_due_time_is_past_and_the_next_one_is_not(times, now):
    assert times.latest(now) <= now < times.after(now)


@given(all_times, moments)
def test_between_the_last_due_time_and_the_next_there_is_no_other(times, now):
    assert times.latest(times.after(now) - timedelta(microseconds=1)) == times.latest(now)
    assert times.latest(times.after(now)) == times.after(now)


def test_a_daily_time_is_one_of_jakarta():
    assert MIDNIGHT.after(NOON) == datetime(2026, 3, 10, 0, 5, tzinfo=JAKARTA)


def test_an_hourly_one_is_due_at_each_full_hour():
    hourly = Every(timedelta(hours=1))
    assert hourly.after(NOON + timedelta(minutes=59)) == NOON + timedelta(hours=1)


def test_only_a_registered_job_is_scheduled():
    with pytest.raises(LookupError):
        schedules.register("nothing", MIDNIGHT)


def test_a_schedule_that_is_seen_for_the_first_time_begins_with_its_next_time(daily):
    assert Job.objects.count() == 0
    assert plan_due(NOON + timedelta(days=1)) == ["test-dated"]


def test_a_due_time_is_planned_once(daily):
    later = NOON + timedelta(days=1)
    assert plan_due(later) == ["test-dated"]
    assert plan_due(later) == []
    assert plan_due(later + timedelta(hours=12)) == []
    assert Job.objects.count() == 1


def test_the_job_is_told_which_time_it_is_for(daily, worker):
    plan_due(NOON + timedelta(days=1))
    job = Job.objects.get()
    assert job.key == "test-dated@2026-03-09T17:05:00+00:00"
    assert job.arguments["kwargs"] == {"due": "2026-03-09T17:05:00+00:00"}
    worker.take_one()
    assert effects() == [("2026-03-09T17:05:00+00:00", 0)]


def test_many_missed_times_are_made_up_once(daily):
    plan_due(NOON + timedelta(days=5))
    assert [job.key for job in Job.objects.all()] == ["test-dated@2026-03-13T17:05:00+00:00"]


def test_of_many_schedulers_at_once_one_plans_it(daily):
    planned = at_once(*[lambda: plan_due(NOON + timedelta(days=1))] * 6)
    assert sorted(planned) == [[], [], [], [], [], ["test-dated"]]
    assert Job.objects.count() == 1


def test_of_many_that_see_it_for_the_first_time_none_fails(db, only):
    only("test-dated", MIDNIGHT)
    planned = at_once(*[lambda: plan_due(NOON)] * 6)
    assert planned == [[]] * 6
    assert LastPlan.objects.count() == 1


def test_a_scheduler_whose_clock_is_behind_plans_nothing(daily):
    plan_due(NOON + timedelta(days=3))
    assert plan_due(NOON + timedelta(days=2)) == []
    assert Job.objects.count() == 1


def test_the_time_is_that_of_the_database(db):
    assert abs(server_time() - datetime.now(UTC)) < timedelta(seconds=5)


def test_two_schedulers_and_two_workers_do_each_due_time_once(start, db):
    for process in ("scheduler", "scheduler", "worker", "worker"):
        start(process)
    wait_for(lambda: Job.objects.filter(state=State.DONE, name="test-dated").count() >= 2)
    time.sleep(0.5)
    dues = [name for name, _number in effects()]
    assert len(dues) >= 2
    assert len(dues) == len(set(dues))
