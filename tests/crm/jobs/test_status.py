"""/status: who works, what waits, what is dead, what is overdue; and what is done about it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.audit.models import Event
from crm.jobs.models import Job, LastPlan, Process, State
from crm.jobs.processes.presence import Presence
from crm.jobs.processes.scheduler import plan_due
from crm.registry.runs.schedules import SCHEDULES
from tests.crm.jobs.conftest import job_of
from tests.crm.jobs.sample import fails, many, one
from tests.make import make_master
from tests.parsed import parsed

pytestmark = pytest.mark.django_db


@pytest.fixture
def master(db):
    return make_master()


@pytest.fixture
def dead(worker):
    result = fails.enqueue(name="ani")
    while worker.take_one():
        pass
    return job_of(result)


def facts(client):
    return client.get("/status/?format=json").json()["jobs"]


def panel(client):
    return parsed(client.get("/status/")).one(id="jobs")


def run(job_row, **fields):
    """As if a worker had it."""
    Job.objects.filter(pk=job_row.pk).update(
        state=State.RUNNING, started_at=timezone.now(), **fields
    )


def test_the_queue_is_counted_and_the_oldest_waits_longest(client_of, admin):
    first = one.enqueue(name="x")
    one.enqueue(name="y")
    one.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(name="z")
    Job.objects.filter(pk=first.id).update(available_at=timezone.now() - timedelta(seconds=90))
    queue = facts(client_of(admin))["queue"]
    assert queue["waiting"] == 3
    assert queue["running"] == 0
    assert 89 <= queue["oldest_seconds"] <= 95


def test_a_job_that_is_only_due_later_keeps_nobody_waiting(client_of, admin):
    one.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(name="z")
    queue = facts(client_of(admin))["queue"]
    assert queue["waiting"] == 1
    assert queue["oldest"] is None


def test_who_is_there_is_named_and_who_is_gone_is_not(client_of, admin):
    assert "No worker and no scheduler is there" in panel(client_of(admin)).text
    Presence("worker").say()
    Presence("scheduler").say()
    gone = Presence("worker")
    gone.say()
    Process.objects.filter(pk=gone.name).update(seen_at=timezone.now() - timedelta(minutes=2))
    roles = [process["role"] for process in facts(client_of(admin))["processes"]]
    assert roles == ["worker", "scheduler"]
    assert "No worker" not in panel(client_of(admin)).text


def test_a_running_job_says_how_far_it_is_and_how_fast(client_of, admin):
    job = job_of(many.enqueue(name="x", of=100))
    then = timezone.now()
    run(job, done=60, done_before=10, total=100)
    Job.objects.update(started_at=then, progressed_at=then + timedelta(seconds=5))
    [running] = facts(client_of(admin))["running"]
    assert running["done"] == 60
    assert running["total"] == 100
    assert running["per_second"] == 10.0
    assert "60 of 100" in panel(client_of(admin)).text


def test_a_dead_job_is_named_with_where_it_failed_and_nothing_it_was_given(client_of, admin, dead):
    [named] = facts(client_of(admin))["dead"]
    assert named["error"].startswith("ValueError, sample.py:")
    assert named["attempts"] == 3
    page = client_of(admin).get("/status/").content.decode()
    assert "ValueError, sample.py" in page
    assert "ani" not in panel(client_of(admin)).text


def test_a_master_admin_tries_a_dead_job_again(client_of, master, dead):
    client = client_of(master)
    [form] = panel(client).all("form")
    client.post(form["action"])
    assert Job.objects.get(pk=dead.pk).state == State.READY
    assert Event.objects.about(dead).get().actor_name == master.name
    assert facts(client)["dead"] == []


def test_a_master_admin_stops_a_running_job(client_of, master):
    job = job_of(one.enqueue(name="x"))
    run(job)
    client = client_of(master)
    [form] = panel(client).all("form")
    client.post(form["action"])
    assert Job.objects.get(pk=job.pk).cancel_requested
    assert "is being stopped" in panel(client).text
    assert panel(client).all("form") == []


@pytest.mark.parametrize("verb", ["try_again", "cancel"])
def test_an_admin_sees_the_jobs_and_may_decide_nothing(verb, client_of, admin, owner, dead):
    url = reverse(f"jobs:{verb}", args=[dead.pk])
    assert panel(client_of(admin)).all("form") == []
    assert client_of(admin).post(url).status_code == 403
    assert client_of(owner).post(url).status_code == 403
    assert Job.objects.get(pk=dead.pk).state == State.DEAD


def test_what_has_gone_on_meanwhile_is_a_conflict_and_stays(client_of, master):
    job = job_of(one.enqueue(name="x"))
    url = reverse("jobs:try_again", args=[job.pk])
    assert client_of(master).post(url).status_code == 409
    assert Job.objects.get(pk=job.pk).attempts == 0


def test_an_id_of_nothing_is_a_conflict_too(client_of, master):
    url = reverse("jobs:cancel", args=["0" * 24])
    assert client_of(master).post(url).status_code == 409


def test_deciding_again_and_again_is_limited(client_of, master):
    url = reverse("jobs:cancel", args=["0" * 24])
    client = client_of(master)
    codes = [client.post(url).status_code for _time in range(65)]
    assert codes[0] == 409
    assert codes[-1] == 429


def test_a_schedule_that_nobody_plans_is_overdue(client_of, admin):
    assert {each["overdue"] for each in facts(client_of(admin))["schedules"]} == {True}
    plan_due(timezone.now())
    schedules = facts(client_of(admin))["schedules"]
    assert {each["overdue"] for each in schedules} == {False}
    assert {each["name"] for each in schedules} == set(SCHEDULES)
    times = [each["next"] for each in schedules]
    assert times == sorted(times)
    LastPlan.objects.update(due_at=timezone.now() - timedelta(days=8))
    late = {
        name
        for name, times in SCHEDULES.items()
        if timezone.now() - times.latest(timezone.now()) > timedelta(minutes=10)
    }
    schedules = facts(client_of(admin))["schedules"]
    assert {each["name"] for each in schedules if each["overdue"]} == late
    assert panel(client_of(admin)).text.count("Overdue") == len(late)


def test_a_schedule_whose_job_nobody_begins_is_overdue(client_of, admin):
    now = timezone.now() + timedelta(days=1)
    plan_due(now - timedelta(days=8))
    plan_due(now)
    plans = {plan.schedule: plan for plan in LastPlan.objects.all()}
    assert {plan.job_id for plan in plans.values()} == set(Job.objects.values_list("pk", flat=True))
    [nightly] = [each for each in facts(client_of(admin))["schedules"] if each["name"] == "nightly"]
    assert nightly["state"] == "ready"
    assert nightly["state_label"] == "Waiting"


def test_a_schedule_says_its_last_and_its_next_time(client_of, admin, worker):
    now = timezone.now()
    plan_due(now - timedelta(days=1))
    plan_due(now)
    while worker.take_one():
        pass
    [clearing] = [
        each for each in facts(client_of(admin))["schedules"] if each["name"] == "clear-jobs"
    ]
    assert clearing["state"] == "done"
    assert clearing["last"] < clearing["next"]
    assert "Clearing of finished jobs" in panel(client_of(admin)).text


def test_the_page_is_in_indonesian_too(client_of, master):
    master.language = "id"
    master.save()
    text = panel(client_of(master)).text
    assert "Pekerjaan malam" in text
    assert "Nightly work" not in text
