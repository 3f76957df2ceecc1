"""The run of 00:01 by real processes: three schedulers, two workers, one of each killed -9.

Each reservation ends once, each owner is told once, and nights that were missed are made up once.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from crm.jobs.models import Job, LastPlan, State
from crm.mongo.rows import collection
from members.models import PastReservation, Reservation
from tests.environment import CHECKOUT
from tests.make import make_staff
from tests.members.reservations.life import held, inbox

NAME = "expire-reservations"
SECONDS = 300
ENDING, WARNED = 30, 6


@pytest.fixture
def short_transactions(db):
    """What a killed process leaves open is ended soon."""
    set_parameter = connection.connection.admin.command
    set_parameter("setParameter", 1, transactionLifetimeLimitSeconds=3)
    yield
    set_parameter("setParameter", 1, transactionLifetimeLimitSeconds=60)


@pytest.fixture
def start(db):
    """start(command): a process of the product on the database of this test."""
    parts = urlsplit(os.environ["MONGODB_URI"])
    uri = parts._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    settings = {"MONGODB_URI": uri, "JOB_LEASE_SECONDS": "3", "JOB_RETRY_SECONDS": "0"}
    with ExitStack() as processes:

        def run(command):
            process = subprocess.Popen(
                [sys.executable, "manage.py", command],
                cwd=CHECKOUT,
                env=os.environ | settings,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            processes.callback(process.wait)
            processes.callback(process.kill)
            return process

        yield run


def wait_until(condition):
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def nights():
    return Job.objects.filter(name=NAME)


def test_three_schedulers_and_two_workers_of_which_one_each_is_killed(
    start, short_transactions, written_by_others, owner, admin, product
):
    people = [owner, make_staff(), make_staff()]
    for number in range(ENDING):
        held(people[number % 3], product, f"gone{number:02}", by=admin, days=31)
    for number in range(WARNED):
        held(people[number % 3], product, f"soon{number:02}", by=admin, days=25)
    # Nobody was there for three nights.
    missed = timezone.now() - timedelta(days=3, hours=1)
    collection(LastPlan).insert_one({"_id": NAME, "due_at": missed, "job_id": None})
    schedulers = [start("scheduler") for _number in range(3)]
    wait_until(nights().exists)
    schedulers[0].send_signal(signal.SIGKILL)
    workers = [start("worker"), start("worker")]
    wait_until(lambda: PastReservation.objects.count() >= 3)
    owners = [nights().get().owner]
    killed = next((each for each in workers if f"{each.pid}" in owners[0]), workers[0])
    killed.send_signal(signal.SIGKILL)
    wait_until(nights().filter(state=State.DONE).exists)
    assert nights().count() == 1
    assert Reservation.objects.count() == WARNED
    ended = Counter(PastReservation.objects.values_list("customer_id", flat=True))
    assert ended == {f"gone{number:02}": 1 for number in range(ENDING)}
    for person in people:
        told = Counter(inbox(person))
        assert told["reservation-no-deposit"] == ENDING / 3
        assert told["reservation-expiring"] == WARNED / 3
