"""Many at once: a month's quota holds, and a decision is made once."""

from calendar import monthrange
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from crm.mongo import transaction
from leave.models import LeaveRequest
from leave.reads import month_balance
from leave.requests import deciding
from leave.requests.asking import LeaveRefused
from tests.leave.make import ask
from tests.make import make_admin, make_staff
from tests.omset.test_concurrency import at_once

pytestmark = pytest.mark.django_db
ROUNDS, PEOPLE = 100, 16


@contextmanager
def again_and_again(threads):
    """What runs jobs together, time after time: each thread keeps its connection."""
    start = Barrier(threads)

    def run(job):
        start.wait()
        try:
            return job()
        except LeaveRefused as refused:
            return refused

    def end(_number):
        start.wait()
        connection.close()

    with ThreadPoolExecutor(threads) as pool:
        yield lambda jobs: list(pool.map(run, jobs))
        list(pool.map(end, range(threads)))


@pytest.fixture
def patient(monkeypatch):
    """Whoever meets another's write waits for about a turn.

    With the pauses of production each of sixteen begins nineteen times a round, and most of the
    machine's work are beginnings.
    """
    monkeypatch.setattr(transaction, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(transaction, "LONGEST_PAUSE", 0.4)


def test_of_sixteen_requests_at_once_a_month_takes_two_a_hundred_times(patient, owner):
    """Each round is another person's month: 16 dates of it, 12 hours each."""
    people = [make_staff() for _number in range(ROUNDS // 10)]
    with time_machine.travel("2026-01-20T05:00:00Z"), again_and_again(PEOPLE) as together:
        for number in range(ROUNDS):
            staff, month = people[number // 10], date(2026, number % 10 + 1, 1)
            days = [month.replace(day=day) for day in range(1, PEOPLE + 1)]
            outcomes = together([partial(ask, staff, str(day)) for day in days])
            assert sum(isinstance(outcome, list) for outcome in outcomes) == 2, outcomes
            assert sum(isinstance(outcome, LeaveRefused) for outcome in outcomes) == 14, outcomes
            assert month_balance(staff.pk, month).available == 0


def test_of_two_who_decide_at_once_one_does(owner, admin):
    with time_machine.travel("2026-01-20T05:00:00Z"):
        [request] = ask(owner, "2026-02-03")
        other = make_admin()
        outcomes = at_once(
            partial(deciding.approve, request.pk, by=admin),
            partial(deciding.reject, request.pk, by=other),
            partial(deciding.cancel, request.pk, by=owner),
        )
        done = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
        assert len(done) == 1
        assert LeaveRequest.objects.get().version == 2


def test_overlapping_ranges_over_two_months_wait_for_each_other(owner):
    with time_machine.travel("2026-01-20T05:00:00Z"):
        last = monthrange(2026, 1)[1]
        ranges = [(f"2026-01-{last}", "2026-02-01")] * 4
        outcomes = at_once(*[partial(ask, owner, *days) for days in ranges])
        assert sum(isinstance(outcome, list) for outcome in outcomes) == 1
        assert LeaveRequest.objects.count() == 2
