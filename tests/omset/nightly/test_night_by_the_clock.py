"""The night as a job of the schedule: once, even if its worker is lost or cron was faster."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command

from crm.jobs.models import Job, State
from crm.jobs.processes.scheduler import plan_due
from crm.jobs.processes.worker import Worker
from crm.registry.runs.nightly import PARTS, NightlyStep
from omset.models import OmsetRecord
from omset.models.job_runs import NightlyRun, Reconciliation
from omset.nightly import do_the_night
from tests.omset.nightly.test_one_night import expired  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
# 00:05 on 2 March in Jakarta.
NIGHT = datetime(2026, 3, 1, 17, 5, tzinfo=UTC)


class Killed(BaseException):
    pass


@pytest.fixture(autouse=True)
def at_night(settings):
    settings.JOB_LEASE_SECONDS = 0.3
    with time_machine.travel(NIGHT, tick=True):
        yield


def night():
    return Job.objects.get(name="nightly")


def work_it_off():
    worker = Worker()
    while worker.take_one():
        pass


def test_SE_9_the_scheduler_has_the_night_done_once(expired):  # noqa: F811
    plan_due(NIGHT - timedelta(hours=1))
    plan_due(NIGHT)
    plan_due(NIGHT + timedelta(minutes=10))
    work_it_off()
    assert night().state == State.DONE
    assert OmsetRecord.objects.count() == 0
    assert Reconciliation.objects.count() == 1
    run = NightlyRun.objects.get()
    assert run.day.isoformat() == "2026-03-02"
    assert run.ended_at is not None
    assert list(run.steps) == list(PARTS)


def test_SE_9_the_first_start_of_a_scheduler_does_no_night(expired):  # noqa: F811
    plan_due(NIGHT + timedelta(hours=3))
    work_it_off()
    assert NightlyRun.objects.count() == 0
    assert OmsetRecord.objects.filter(pk=expired.pk).exists()


def test_SE_9_three_lost_nights_are_made_up_once(expired):  # noqa: F811
    plan_due(NIGHT - timedelta(days=3))
    plan_due(NIGHT + timedelta(hours=9))
    work_it_off()
    assert [run.day.isoformat() for run in NightlyRun.objects.all()] == ["2026-03-02"]
    assert OmsetRecord.objects.count() == 0


def test_SE_9_where_cron_was_faster_the_job_does_nothing(expired):  # noqa: F811
    call_command("nightly", "--json")
    do_the_night.enqueue(due=NIGHT.isoformat())
    work_it_off()
    assert night().state == State.DONE
    assert night().result["done"] == "by another host"
    assert Reconciliation.objects.count() == 1


def test_SE_9_where_the_job_was_faster_cron_does_nothing(expired):  # noqa: F811
    do_the_night.enqueue(due=NIGHT.isoformat())
    work_it_off()
    call_command("nightly", "--json")
    assert Reconciliation.objects.count() == 1


def test_SE_9_a_worker_lost_in_the_night_leaves_the_rest_to_another(monkeypatch, expired):  # noqa: F811
    done = []

    def part(name):
        return lambda: done.append(name) or NightlyStep(name, {}, name)

    def is_killed():
        done.append("killed")
        raise Killed

    first, second, *others = PARTS
    for name in PARTS:
        monkeypatch.setitem(PARTS, name, part(name))
    do_the_night.enqueue(due=NIGHT.isoformat())
    monkeypatch.setitem(PARTS, second, is_killed)
    with pytest.raises(Killed):
        work_it_off()
    assert NightlyRun.objects.get().ended_at is None
    monkeypatch.setitem(PARTS, second, part(second))
    Job.objects.update(available_at=night().enqueued_at)
    work_it_off()
    assert done == [first, "killed", second, *others]
    assert night().state == State.DONE
    assert list(NightlyRun.objects.get().steps) == [first, second, *others]
    assert NightlyRun.objects.get().ended_at is not None


def test_a_part_that_finds_something_wrong_is_no_failed_job(monkeypatch, db):
    monkeypatch.setitem(PARTS, "numbers", lambda: NightlyStep("numbers", {}, "", well=False))
    do_the_night.enqueue(due=NIGHT.isoformat())
    work_it_off()
    assert night().state == State.DONE
    assert NightlyRun.objects.get().failed
