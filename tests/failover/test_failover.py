"""The primary is killed and steps down under people at work: nothing is lost, nothing doubled.

Three real nodes, six people who record deposits, two workers, each a process of its own.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack

import pytest

from tests.environment import CHECKOUT
from tests.failover.process import EFFECTS, JOBS, WRITERS
from tests.failover.replica_set import ReplicaSet

CALM, SECONDS = 4, 240


class Drill:
    """What was acknowledged to the writers, and what is stored in the end."""

    def __init__(self, writers, stored):
        self.acknowledged = {}
        for writer in writers:
            self.acknowledged |= writer["acknowledged"]
        self.failed = [reason for writer in writers for reason in writer["failed"]]
        self.by_writer = [len(writer["acknowledged"]) for writer in writers]
        self.stored = stored


@pytest.fixture
def drill(tmp_path):
    stop = tmp_path / "stop"
    with ReplicaSet(tmp_path) as nodes, ExitStack() as running:
        answer_of(start(nodes, "prepare"))
        names = [f"writer{number}" for number in range(WRITERS)]
        workers = [start(nodes, "work") for _worker in range(2)]
        writers = [start(nodes, "write", name, str(stop)) for name in names]
        for process in (*writers, *workers):
            running.enter_context(process)
            running.callback(process.kill)
        wait_until_all_are_at_work(stop, names)
        time.sleep(CALM)
        killed = nodes.kill_primary()
        nodes.primary()
        time.sleep(CALM)
        nodes.start(killed)
        time.sleep(CALM)
        nodes.step_down()
        nodes.primary()
        time.sleep(CALM)
        stop.touch()
        answers = [answer_of(process) for process in writers]
        yield Drill(answers, wait_for_the_jobs(nodes))
        for process in workers:
            process.terminate()
            answer_of(process)


def wait_until_all_are_at_work(stop, names):
    """Processes begin slowly on a busy machine, and to begin takes a primary."""
    ready = [stop.with_name(f"{name}.ready") for name in names]
    end = time.monotonic() + SECONDS
    while not all(file.exists() for file in ready):
        assert time.monotonic() < end
        time.sleep(0.1)


def start(nodes, role, *arguments):
    environment = {"MONGODB_URI": nodes.uri, "JOB_LEASE_SECONDS": "5", "JOB_RETRY_SECONDS": "0.5"}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.failover.process", role, *arguments],
        cwd=CHECKOUT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def answer_of(process):
    out, _none = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    return json.loads(out)


def wait_for_the_jobs(nodes):
    end = time.monotonic() + SECONDS
    while (stored := answer_of(start(nodes, "look")))["waiting"] and time.monotonic() < end:
        time.sleep(1)
    return stored


def test_a_failover_loses_nothing_doubles_nothing_and_is_answered_by_one_retry(drill):
    stored = dict(drill.stored["records"])
    assert min(drill.by_writer) > 10
    assert {key: stored.get(key) for key in drill.acknowledged} == drill.acknowledged
    # None is there twice, and none that nobody was told of.
    keys = [key for key, _pk in drill.stored["records"]]
    assert sorted(keys) == sorted(drill.acknowledged)
    assert drill.failed == []
    assert drill.stored["differences"] == []
    check_effects(drill.stored)


def check_effects(stored):
    """Every job is done, and each of its effects happened once."""
    assert stored["waiting"] == 0
    times = Counter(tuple(effect) for effect in stored["effects"])
    expected = {(f"job{job}", effect) for job in range(JOBS) for effect in range(EFFECTS)}
    assert set(times) == expected
    assert set(times.values()) == {1}
