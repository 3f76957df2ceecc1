"""Asking for a job: in the transaction, once a key, in the order of the server's clock."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from crm.audit.models import Event
from crm.jobs import queue
from crm.jobs.models import Job, State
from crm.mongo.inspection import collection_scans, recorded_commands, winning_stages
from crm.mongo.transaction import transactional
from crm.registry.runs.jobs import JOBS
from tests.crm.jobs.conftest import job_of
from tests.crm.jobs.sample import effects, fails, many, one
from tests.omset.test_concurrency import at_once

pytestmark = pytest.mark.django_db


class Refused(Exception):
    pass


def test_a_job_is_rolled_back_with_the_verb_that_asks_for_it(worker):
    @transactional
    def verb():
        one.enqueue(name="x")
        raise Refused

    with pytest.raises(Refused):
        verb()
    assert Job.objects.count() == 0
    assert not worker.take_one()


def test_no_worker_sees_a_job_before_the_verb_has_committed(worker):
    asked, looked = threading.Event(), threading.Event()

    @transactional
    def verb():
        one.enqueue(name="x")
        asked.set()
        assert looked.wait(5)

    def look():
        asked.wait(5)
        seen = worker.take_one()
        looked.set()
        return seen

    seen = at_once(verb, look)
    assert seen == [None, False]
    assert worker.take_one()
    assert effects() == [("x", 0)]


def test_a_key_is_one_job_however_often_it_is_asked_for(worker):
    first = one.keyed("letters-2026-03").enqueue(name="first")
    again = one.keyed("letters-2026-03").enqueue(name="again")
    assert again.id == first.id
    assert again.kwargs == {"name": "first"}
    while worker.take_one():
        pass
    assert effects() == [("first", 0)]


def test_a_job_that_is_done_is_not_begun_again_by_its_key(worker):
    one.keyed("k").enqueue(name="x")
    worker.take_one()
    assert one.keyed("k").enqueue(name="x").status == TaskResultStatus.SUCCESSFUL
    assert not worker.take_one()


def test_a_key_is_one_job_for_many_who_ask_at_the_same_moment():
    @transactional
    def verb():
        return one.keyed("k").enqueue(name="x").id

    result = at_once(*[verb] * 8)
    assert len(set(result)) == 1
    assert Job.objects.count() == 1


def test_jobs_without_a_key_are_as_many_as_were_asked_for():
    one.enqueue(name="x")
    one.enqueue(name="x")
    assert Job.objects.count() == 2


def test_jobs_are_done_in_the_order_in_which_they_were_asked_for(worker, falling_ids):
    @transactional
    def verb():
        for number in range(20):
            one.enqueue(name=f"{number:02}")

    verb()
    while worker.take_one():
        pass
    assert [name for name, _number in effects()] == [f"{number:02}" for number in range(20)]


def test_a_job_waits_for_its_time(worker):
    later = one.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(name="later")
    one.enqueue(name="now")
    assert worker.take_one()
    assert not worker.take_one()
    assert effects() == [("now", 0)]
    assert job_of(later).state == State.READY


def test_what_became_of_a_job_is_read_by_its_id(worker):
    result = many.enqueue(name="x", of=3)
    assert result.status == TaskResultStatus.READY
    worker.take_one()
    result.refresh()
    assert result.status == TaskResultStatus.SUCCESSFUL
    assert result.return_value == "3 done"
    assert result.attempts == 1
    assert result.started_at >= result.enqueued_at
    assert result.finished_at >= result.started_at


def test_an_id_that_no_job_has_leads_to_none():
    with pytest.raises(TaskResultDoesNotExist):
        one.get_result("nonsense")


def test_a_task_that_is_not_registered_is_no_job(monkeypatch):
    monkeypatch.delitem(JOBS, "test-one")
    with pytest.raises(LookupError):
        one.enqueue(name="x")


def test_a_job_of_a_newer_release_is_left_to_its_workers(worker, monkeypatch):
    result = one.enqueue(name="x")
    Job.objects.update(name="from-tomorrow")
    assert not worker.take_one()
    assert job_of(result).state == State.READY


def test_texts_that_look_like_expressions_are_texts(worker):
    one.keyed("$key").enqueue(name="$$NOW")
    worker.take_one()
    assert effects() == [("$$NOW", 0)]


def test_taking_a_job_reads_one_row_however_many_are_over(worker):
    one.enqueue(name="x")
    worker.take_one()
    row = Job.objects.get()
    Job.objects.bulk_create(
        Job(**{f.attname: getattr(row, f.attname) for f in row._meta.fields[1:]} | {"key": f"{n}"})
        for n in range(200)
    )
    with recorded_commands() as commands:
        assert not worker.take_one()
    [_pause, taking] = commands
    assert winning_stages(taking)[-1] == "IXSCAN"
    assert collection_scans(commands) == []


def test_a_waiting_job_is_cancelled_at_once(worker, admin):
    result = one.enqueue(name="x")
    queue.cancel(job_of(result).pk, by=admin)
    assert job_of(result).state == State.CANCELLED
    assert not worker.take_one()
    assert effects() == []


def test_what_is_over_is_not_cancelled(worker, admin):
    result = one.enqueue(name="x")
    worker.take_one()
    with pytest.raises(queue.Over):
        queue.cancel(job_of(result).pk, by=admin)
    assert job_of(result).state == State.DONE


def test_after_three_attempts_a_job_is_dead_and_can_be_tried_again(worker, admin):
    result = fails.enqueue(name="ani")
    taken = [worker.take_one() for _time in range(4)]
    assert taken == [True, True, True, False]
    assert job_of(result).state == State.DEAD
    assert effects() == [("ani", 1), ("ani", 2), ("ani", 3)]
    queue.try_again(job_of(result).pk, by=admin)
    taken = [worker.take_one() for _time in range(4)]
    assert taken == [True, True, True, False]
    assert job_of(result).state == State.DEAD


def test_only_a_dead_job_is_tried_again_and_only_once(admin, worker):
    result = one.enqueue(name="x")
    with pytest.raises(queue.Over):
        queue.try_again(job_of(result).pk, by=admin)
    Job.objects.update(state=State.DEAD, available_at=None)
    tried = at_once(*[lambda: queue.try_again(job_of(result).pk, by=admin)] * 3)
    assert sorted(map(repr, tried)) == ["None", "Over()", "Over()"]


def test_history_knows_who_tried_again_and_who_cancelled(worker, admin):
    result = fails.enqueue(name="ani")
    while worker.take_one():
        pass
    queue.try_again(job_of(result).pk, by=admin)
    queue.cancel(job_of(result).pk, by=admin)
    events = Event.objects.about(job_of(result))
    assert [event.verb for event in events] == ["try again", "cancel"]
    assert [event.actor_name for event in events] == [admin.name] * 2
    assert events[0].before == {"state": "dead"}
    assert events[0].after == {"state": "ready"}


def test_an_error_is_kept_without_its_text_which_may_name_people(worker):
    result = fails.enqueue(name="ani")
    worker.take_one()
    assert job_of(result).error.startswith("ValueError, sample.py:")
    assert "ani" not in job_of(result).error
