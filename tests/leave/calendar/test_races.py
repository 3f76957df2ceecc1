"""A day is opened again while somebody asks for leave in its month: the quota holds."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from leave.models import LeaveRequest
from leave.reads import month_balance
from leave.requests.asking import LeaveRefused
from tests.leave.calendar.make import CLOSED, OPEN, close, decide, make_leave
from tests.leave.make import ask
from tests.make import make_admin, make_staff

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 30


def together(*verbs):
    """Run them in threads of their own, begun together, give or take some milliseconds."""
    barrier = Barrier(len(verbs))

    def run(verb):
        try:
            barrier.wait()
            time.sleep(random.uniform(0, 0.02))
            return verb()
        except LeaveRefused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as threads:
        return list(threads.map(run, verbs))


@time_machine.travel("2026-01-20T10:00:00+07:00")
def test_of_a_day_that_opens_and_a_request_at_once_one_finds_no_room_and_never_both():
    admin, person = make_admin("admin"), make_staff("person")
    decided = close("2026-02-03", admin)
    for _round in range(ROUNDS):
        make_leave(person, "2026-02-03")
        make_leave(person, "2026-02-20")
        decided, requests = together(
            partial(decide, decided, OPEN, admin), partial(ask, person, "2026-02-25")
        )
        assert not month_balance(person.pk, date(2026, 2, 1)).is_over
        is_kept = LeaveRequest.objects.filter(is_given_back=True).exists()
        assert is_kept == bool(requests)
        LeaveRequest.objects.all().delete()
        decided = decide(decided, CLOSED, admin)
