"""Eight processes draw from one pool, one of them is killed: nothing twice, nothing lost."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from members.draws.proof import verify
from members.models import Draw, MemberRow, RowStatus
from tests.environment import CHECKOUT
from tests.make import make_staff
from tests.members.draws.make import make_pool

pytestmark = pytest.mark.django_db
ROWS, COUNT, PROCESSES = 10_000, 50, 8


@pytest.fixture
def pool(product):
    return make_pool(product, rows=ROWS)


@pytest.fixture
def short_transactions(db):
    """What a killed process leaves open is ended soon."""
    set_parameter = connection.connection.admin.command
    set_parameter("setParameter", 1, transactionLifetimeLimitSeconds=3)
    yield
    set_parameter("setParameter", 1, transactionLifetimeLimitSeconds=60)


def drawing(pool, people, file):
    parts = urlsplit(os.environ["MONGODB_URI"])
    uri = parts._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    command = [sys.executable, "-m", "tests.members.draws.process", str(pool.pk), str(COUNT)]
    return subprocess.Popen(
        [*command, str(file), *(person.username for person in people)],
        cwd=CHECKOUT,
        env=os.environ | {"MONGODB_URI": uri},
        stdout=subprocess.PIPE,
        text=True,
    )


def assigned():
    return MemberRow.objects.filter(status=RowStatus.ASSIGNED).count()


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_8_processes_draw_until_nothing_is_left_and_one_is_killed(
    admin, pool, short_transactions, written_by_others, tmp_path
):
    people = [make_staff() for _number in range(PROCESSES)]
    process = drawing(pool, people, tmp_path / "times")
    pids = [int(process.stdout.readline()) for _person in people]
    wait_until(lambda: assigned() > ROWS / 10)
    os.kill(pids[0], signal.SIGKILL)
    process.communicate(timeout=120)
    draws = Draw.objects.order_by("number")
    taken = [row_id for draw in draws for row_id in draw.taken_ids]
    assert len(taken) == ROWS
    assert len(set(taken)) == ROWS
    assert assigned() == ROWS
    assert MemberRow.objects.filter(staff_id=None).count() == 0
    for draw in draws:
        assert {row.staff_id for row in MemberRow.objects.filter(pk__in=draw.taken_ids)} == {
            draw.staff_id
        }
    assert verify(pool).faults == []
    report_times(tmp_path)


def report_times(folder: Path):
    """How long draws took; a measurement, see bench/members.py."""
    times = sorted(
        float(line) for file in folder.glob("times.*") for line in file.read_text().split()
    )
    sys.stderr.write(f"{len(times)} draws, 95 % under {times[int(len(times) * 0.95)]} ms\n")
