"""What is over goes after a week; what is dead stays until somebody has seen to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.jobs import clearing
from crm.jobs.clearing import KEPT, clear_finished
from crm.jobs.models import Job, Process, State
from tests.crm.jobs.sample import one

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs_of_all_states(db):
    """Of each state one job that ended before the time for which they are kept, and one after."""
    for state in State:
        for name, ago in (("old", timedelta(minutes=1)), ("young", -timedelta(minutes=1))):
            result = one.keyed(f"{name}-{state}").enqueue(name="x")
            over = {"state": state, "finished_at": timezone.now() - KEPT - ago}
            Job.objects.filter(pk=result.id).update(available_at=None, **over)


def clear(worker):
    clear_finished.keyed("the-clearing").enqueue(due=timezone.now().isoformat())
    assert worker.take_one()
    return Job.objects.get(key="the-clearing")


def test_the_finished_jobs_of_more_than_a_week_ago_are_removed_and_no_other(
    worker, jobs_of_all_states
):
    assert clear(worker).result == 2
    left = {f"{age}-{state}" for state in State for age in ("old", "young")}
    left -= {"old-done", "old-cancelled"}
    assert set(Job.objects.values_list("key", flat=True)) == left | {"the-clearing"}


def test_they_are_removed_some_at_a_time(worker, jobs_of_all_states, monkeypatch):
    monkeypatch.setattr(clearing, "AT_ONCE", 1)
    job = clear(worker)
    assert job.reached == 2
    assert job.done == 2


def test_processes_that_were_killed_are_forgotten_after_a_day(worker, db):
    worker.presence.say()
    Process.objects.create(
        name="killed",
        role="worker",
        host="h",
        pid=1,
        started_at=timezone.now(),
        seen_at=timezone.now() - timedelta(days=2),
    )
    clear(worker)
    assert [process.name for process in Process.objects.all()] == [worker.presence.name]
