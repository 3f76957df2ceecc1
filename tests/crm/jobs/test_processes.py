"""Real workers, killed, frozen and ended in the middle of a job: each effect happens once."""

import json
import signal
import time
from collections import Counter

import pytest

from crm.jobs import queue
from crm.jobs.models import Job, Process, State
from crm.mongo.transaction import transactional
from tests.crm.jobs.conftest import LEASE, job_of, wait_for
from tests.crm.jobs.sample import deaf, effects, many, one, slow, waits

pytestmark = pytest.mark.django_db
JOBS_OF_ALL = 1_000


def running(queued_job):
    """Wait until a worker has begun it."""
    return wait_for(lambda: job_of(queued_job).state == State.RUNNING and job_of(queued_job))


def done(queued_job):
    return wait_for(lambda: job_of(queued_job).state == State.DONE and job_of(queued_job))


def test_a_worker_killed_in_the_middle_is_followed_by_another_and_each_effect_is_there_once(start):
    queued_job = many.enqueue(name="x", of=20, pause=0.05)
    first, second = start("worker"), start("worker")
    owner = running(queued_job).owner
    wait_for(lambda: len(effects()) >= 5)
    killed = next(process for process in (first, second) if f":{process.pid}:" in owner)
    killed.send(signal.SIGKILL)
    job = done(queued_job)
    assert sorted(effects()) == [("x", number) for number in range(20)]
    assert job.attempts == 2
    assert job.owner != owner


def test_a_worker_killed_within_an_effect_keeps_no_other_job_waiting(start):
    queued_job = slow.enqueue(name="held", seconds=0.6)
    killed = start("worker")
    running(queued_job)
    time.sleep(0.2)
    killed.send(signal.SIGKILL)
    time.sleep(LEASE)
    start("worker")
    other = one.enqueue(name="other")
    done(other)
    done(queued_job)
    assert sorted(effects()) == [("held", 0), ("other", 0)]
    # On a busy machine the lease may end between the effect and the end of the job.
    assert job_of(queued_job).attempts in (2, 3)


def test_a_worker_that_slept_through_its_lease_writes_nothing(start):
    queued_job = deaf.enqueue(name="late", seconds=1)
    frozen = start("worker")
    owner = running(queued_job).owner
    frozen.send(signal.SIGSTOP)
    time.sleep(LEASE + 0.2)
    other = start("worker")
    job = done(queued_job)
    assert job.owner != owner
    assert effects() == [("late", 0)]
    frozen.send(signal.SIGCONT)
    # It has another job done, so it has come to the end of the one it had lost.
    other.end()
    later = one.enqueue(name="later")
    assert done(later).owner == owner
    assert effects() == [("late", 0), ("later", 0)]
    assert job_of(queued_job).owner == job.owner


def test_a_worker_that_slept_writes_nothing_though_nobody_else_was_there(start):
    queued_job = many.enqueue(name="x", of=10, pause=0.2)
    frozen = start("worker")
    wait_for(lambda: len(effects()) == 2)
    frozen.send(signal.SIGSTOP)
    # Whatever was on its way when it froze is over.
    time.sleep(LEASE + 0.2)
    before = effects()
    frozen.send(signal.SIGCONT)
    job = done(queued_job)
    assert job.attempts == 2
    assert effects() == [("x", number) for number in range(10)]
    assert before == effects()[: len(before)]


def test_four_workers_do_a_thousand_jobs_each_once(start):
    @transactional
    def ask(numbers):
        for number in numbers:
            one.enqueue(name=f"{number}")

    for _worker in range(4):
        start("worker")
    for first in range(0, JOBS_OF_ALL, 100):
        ask(range(first, first + 100))
    wait_for(lambda: Job.objects.filter(state=State.DONE).count() == JOBS_OF_ALL, seconds=60)
    assert Counter(effects()) == Counter((f"{number}", 0) for number in range(JOBS_OF_ALL))
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_a_running_job_is_cancelled_within_two_seconds(start, admin):
    queued_job = waits.enqueue(seconds=30)
    start("worker")
    job = running(queued_job)
    queue.cancel(job.pk, by=admin)
    cancelled = wait_for(lambda: job_of(queued_job).state == State.CANCELLED, seconds=2)
    assert cancelled
    assert job_of(queued_job).done == 1


def test_progress_is_seen_while_the_job_runs(start):
    queued_job = waits.enqueue(seconds=5)
    start("worker")
    job = wait_for(lambda: job_of(queued_job).progressed_at and job_of(queued_job))
    assert job.state == State.RUNNING
    assert job.done == 1
    assert job.total == 10


def test_a_worker_that_is_told_to_end_hands_its_job_back(start):
    queued_job = many.enqueue(name="x", of=40, pause=0.05)
    first = start("worker")
    wait_for(lambda: len(effects()) >= 3)
    assert first.end().endswith("exit 0\n")
    job = job_of(queued_job)
    assert job.state == State.READY
    assert job.attempts == 0
    assert Process.objects.count() == 0
    before = effects()
    start("worker")
    wait_for(lambda: len(effects()) > len(before))
    assert effects()[len(before)] == ("x", len(before))


def test_a_worker_that_is_told_to_end_finishes_a_job_that_asks_nothing(start):
    job = deaf.enqueue(name="x", seconds=1)
    worker = start("worker")
    running(job)
    assert worker.end().endswith("exit 0\n")
    assert job_of(job).state in (State.DONE, State.READY)


def test_neither_arguments_nor_results_stand_in_the_log(start):
    queued_job = many.enqueue(name="ani-who-is-a-customer", of=2)
    worker = start("worker")
    done(queued_job)
    log = worker.end()
    [line] = [json.loads(line) for line in log.splitlines() if '"event": "job"' in line]
    assert line["job"] == "test-many"
    assert line["state"] == "done"
    assert "ani-who-is-a-customer" not in log
    assert "2 done" not in log
