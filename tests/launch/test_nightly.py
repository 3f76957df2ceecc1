"""The launcher does the nightly work at its time of day and never at its start (OM-11)."""

import sys

import pytest
import time_machine

from launch import children
from launch.nightly import Nightly


class Child:
    """A process that ends when told to."""

    ended = None

    def __init__(self, command):
        self.command = command

    def poll(self):
        return self.ended


@pytest.fixture
def started(monkeypatch):
    children_started = []

    def start(command):
        children_started.append(Child(command))
        return children_started[-1]

    monkeypatch.setattr(children, "start", start)
    return children_started


@pytest.mark.parametrize("now", ["2026-03-01T17:05:00Z", "2026-03-01T17:06:00Z", "2026-03-01T03Z"])
def test_a_start_begins_nothing_whatever_the_time(started, now):
    with time_machine.travel(now, tick=False):
        nightly = Nightly()
        for _time in range(3):
            nightly.start_if_due()
    assert started == []


def test_its_time_begins_it_once_a_night(started):
    with time_machine.travel("2026-03-01T03:00:00Z", tick=False) as clock:
        nightly = Nightly()
        counts = []
        for moment in ("01T17:04:59", "01T17:05", "01T17:05:01", "02T17:04", "02T18:00"):
            clock.move_to(f"2026-03-{moment}Z")
            nightly.start_if_due()
            counts.append(len(started))
    assert counts == [0, 1, 1, 1, 2]
    assert started[0].command == [sys.executable, "manage.py", "nightly"]


def test_the_end_of_the_launcher_ends_one_that_runs(started, monkeypatch):
    stopped = []
    monkeypatch.setattr(children, "stop", stopped.append)
    with time_machine.travel("2026-03-01T03:00:00Z", tick=False) as clock:
        nightly = Nightly()
        clock.move_to("2026-03-01T17:05Z")
        nightly.start_if_due()
        nightly.stop()
        started[0].ended = 0
        nightly.start_if_due()
        nightly.stop()
    assert stopped == started
