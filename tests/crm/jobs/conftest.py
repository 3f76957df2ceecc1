"""The jobs of the tests, and real processes that do them."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from crm.jobs.models import Job
from crm.jobs.processes.worker import Worker
from crm.registry.runs.jobs import JOBS
from tests.crm.jobs.sample import SAMPLES
from tests.environment import CHECKOUT

SECONDS = 20
LEASE = 1.5


@pytest.fixture(autouse=True)
def samples(monkeypatch):
    for name, registered in SAMPLES.items():
        monkeypatch.setitem(JOBS, name, registered)


@pytest.fixture(autouse=True)
def short_times(settings):
    settings.JOB_LEASE_SECONDS = LEASE
    settings.JOB_RETRY_SECONDS = 0


@pytest.fixture
def worker(db):
    """A worker in this process: worker.take_one()."""
    return Worker()


class Process:
    """A process of its own, and what it has logged."""

    def __init__(self, pid, log):
        self.pid, self._log = pid, log

    @property
    def log(self):
        return self._log.read_text()

    @property
    def lives(self):
        return Path(f"/proc/{self.pid}").exists()

    def send(self, number):
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def end(self):
        """Tell it to end and wait for it; what it has logged, with its exit code at the end."""
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        wait_for(lambda: not self.lives)
        return self.log


@pytest.fixture(scope="session")
def short_transactions(django_db_setup):
    """What a killed process leaves open is ended soon."""
    set_parameter = partial(connection.connection.admin.command, "setParameter", 1)
    set_parameter(transactionLifetimeLimitSeconds=4)
    yield
    set_parameter(transactionLifetimeLimitSeconds=60)


@pytest.fixture(scope="session")
def starter(django_db_setup):
    """What forks the processes; its environment is theirs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crm.jobs.process"],
        cwd=CHECKOUT,
        env=os.environ | _environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.communicate()


@pytest.fixture
def start(starter, short_transactions, written_by_others, tmp_path):
    """start("worker"): a process of its own; ended at the end of the test, if not before."""
    started = []

    def begin(*command):
        log = tmp_path / f"{len(started)}.log"
        starter.stdin.write(" ".join([str(log), *command]) + "\n")
        starter.stdin.flush()
        started.append(Process(int(starter.stdout.readline()), log))
        return started[-1]

    yield begin
    for process in started:
        process.send(signal.SIGCONT)
        process.send(signal.SIGTERM)
    logs = [process.end() for process in started]
    assert [log for log in logs if "a round failed" in log] == []


def _environment():
    parts = urlsplit(os.environ["MONGODB_URI"])
    uri = parts._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    times = {"JOB_LEASE_SECONDS": str(LEASE), "JOB_RETRY_SECONDS": "0.1"}
    return {"MONGODB_URI": uri, "LOG_LEVEL": "INFO"} | times


def wait_for(condition, seconds=SECONDS):
    """Until it holds; returns what it says then."""
    end = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
    return answer


def job_of(result):
    """The stored job of what enqueue() returned."""
    return Job.objects.get(pk=result.id)
