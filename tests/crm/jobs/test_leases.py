"""Holding a job: an effect happens once, or not at all, whoever has the job by then."""

import time

import pytest

from crm.jobs import leases, queue
from crm.jobs.context import JobContext
from crm.jobs.leases import Cancelled, Lost
from crm.jobs.models import Job, State
from crm.jobs.processes.turns import Turns
from crm.jobs.processes.watch import Watch
from crm.mongo.transaction import transactional
from crm.registry.runs.jobs import JOBS
from tests.crm.jobs.conftest import LEASE, job_of
from tests.crm.jobs.sample import effects, fails, many, one, rolls_back, write
from tests.omset.test_concurrency import at_once

pytestmark = pytest.mark.django_db


def take(owner="a"):
    return leases.take(owner, list(JOBS))


def context_of(lease):
    return JobContext(task_result=None, lease=lease, watch=Watch())


def let_the_lease_end():
    time.sleep(LEASE + 0.05)


def test_a_job_is_taken_once(db):
    one.enqueue(name="x")
    assert take("a") is not None
    assert take("b") is None


def test_a_job_whose_lease_has_ended_is_taken_by_another(db):
    one.enqueue(name="x")
    first = take("a")
    let_the_lease_end()
    second = take("b")
    assert second.row["_id"] == first.row["_id"]
    assert second.row["fence"] == first.row["fence"] + 1
    assert second.row["attempts"] == 2


def test_a_lease_that_is_renewed_does_not_end(db):
    one.enqueue(name="x")
    lease = take("a")
    time.sleep(LEASE * 0.7)
    lease.renew({})
    time.sleep(LEASE * 0.7)
    assert take("b") is None


def test_an_effect_behind_the_end_of_the_lease_writes_nothing_though_nobody_took_over(db):
    result = one.enqueue(name="x")
    context = context_of(take())
    let_the_lease_end()
    with pytest.raises(Lost):
        context.effect(lambda: write("late", 0), reached=True)
    assert effects() == []
    assert job_of(result).reached is None


def test_an_effect_with_an_older_fence_writes_nothing(db):
    one.enqueue(name="x")
    old = context_of(take("a"))
    let_the_lease_end()
    new = context_of(take("b"))
    with pytest.raises(Lost):
        old.effect(lambda: write("old", 0), reached=True)
    new.effect(lambda: write("new", 0), reached=True)
    assert effects() == [("new", 0)]


def test_the_end_of_a_job_that_was_lost_is_not_written(db):
    result = one.enqueue(name="x")
    old = take("a")
    let_the_lease_end()
    take("b")
    assert not old.end(State.DONE, {})
    assert not old.fail("x", {})
    assert not old.hand_back({})
    assert job_of(result).state == State.RUNNING
    assert job_of(result).owner == "b"


def test_a_lease_that_has_ended_cannot_be_renewed(db):
    one.enqueue(name="x")
    lease = take()
    let_the_lease_end()
    with pytest.raises(Lost):
        lease.renew({})


def test_an_effect_after_the_cancellation_writes_nothing(db, admin):
    result = one.enqueue(name="x")
    context = context_of(take())
    queue.cancel(job_of(result).pk, by=admin)
    with pytest.raises(Cancelled):
        context.effect(lambda: write("late", 0), reached=True)
    assert effects() == []


def test_an_attempt_that_takes_over_goes_on_behind_what_was_reached(worker):
    result = many.enqueue(name="x", of=5)
    first = context_of(take("a"))
    for number in range(3):
        first.effect(lambda n=number: write("x", n), reached=number + 1)
    let_the_lease_end()
    assert worker.take_one()
    assert effects() == [("x", number) for number in range(5)]
    assert job_of(result).state == State.DONE


def test_an_effect_that_fails_leaves_neither_its_rows_nor_its_mark(worker):
    result = rolls_back.enqueue(name="x")
    worker.take_one()
    assert effects() == []
    assert job_of(result).reached is None
    assert job_of(result).state == State.READY


def test_a_job_whose_workers_all_were_lost_is_dead_after_the_third(db):
    result = one.enqueue(name="x")
    for _attempt in range(3):
        assert take() is not None
        Job.objects.update(available_at=job_of(result).enqueued_at)
    assert take() is None
    assert job_of(result).state == State.DEAD
    assert job_of(result).error == leases.WORKER_GONE


def test_a_job_that_was_handed_back_has_lost_no_attempt(db):
    result = one.enqueue(name="x")
    for _time in range(5):
        assert take().hand_back({})
    assert job_of(result).attempts == 0
    assert job_of(result).state == State.READY
    assert take().row["fence"] == 6


def test_a_cancelled_job_whose_worker_is_lost_is_not_begun_again(db, admin):
    result = one.enqueue(name="x")
    take()
    queue.cancel(job_of(result).pk, by=admin)
    let_the_lease_end()
    assert take() is None
    assert job_of(result).state == State.CANCELLED


def test_progress_is_stored_at_the_end_and_counts_from_where_the_attempt_began(worker):
    result = many.enqueue(name="x", of=4)
    first = context_of(take())
    first.effect(lambda: write("x", 0), reached=1)
    first.lease.fail("x", {"done": 1, "total": 4})
    worker.take_one()
    job = job_of(result)
    assert job.done == 4
    assert job.total == 4
    assert job.done_before == 1


def test_the_context_of_a_job_says_which_attempt_it_is(worker):
    fails.enqueue(name="x")
    for _attempt in range(3):
        worker.take_one()
    assert [number for _name, number in effects()] == [1, 2, 3]


def test_who_would_take_a_job_within_an_effect_goes_on_behind_it(worker):
    one.enqueue(name="x")
    context = context_of(take("a"))

    def slow():
        write("x", 0)
        time.sleep(LEASE + 0.5)

    def follow():
        time.sleep(LEASE + 0.1)
        return worker.take_one()

    taken = at_once(lambda: context.effect(slow, reached=True), follow)
    assert taken == [None, True]
    assert effects() == [("x", 0)]


def test_a_job_that_an_open_transaction_holds_keeps_no_other_waiting(db, monkeypatch):
    monkeypatch.setattr(leases, "MOST_MS", 200)
    held = job_of(one.enqueue(name="held"))
    context = context_of(take("lost"))
    turns = Turns("b")

    @transactional
    def held_for_long():
        context.lease.hold(True)
        let_the_lease_end()
        return at_once(two_turns)

    def two_turns():
        first = turns.take(list(JOBS))
        one.enqueue(name="free")
        return first, turns.take(list(JOBS))

    [(first, second)] = held_for_long()
    assert first is None
    assert second.row["arguments"]["kwargs"] == {"name": "free"}
    assert second.row["_id"] != held.pk
