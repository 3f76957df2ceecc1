"""What every process that stays looks after (LW-2): at once, and whatever one of them raises."""

import threading

import pytest

from crm.registry.runs import watches
from crm.registry.runs.watches import RegisteredWatch
from tests.environment import CHECKOUT

pytestmark = pytest.mark.django_db
HOUR = 3600.0
COMMANDS = "crm/jobs/management/commands"
PROCESSES = ("gunicorn.conf.py", f"{COMMANDS}/worker.py", f"{COMMANDS}/scheduler.py")


@pytest.fixture
def looked(monkeypatch):
    """The first raises; whether the second is called at once."""
    called = threading.Event()
    first = RegisteredWatch(HOUR, lambda: 1 / 0)
    second = RegisteredWatch(HOUR, called.set)
    monkeypatch.setattr(watches, "WATCHES", {"first": first, "second": second})
    watches.begin()
    return called


def test_one_that_fails_does_not_end_the_others(looked):
    assert looked.wait(timeout=10)


@pytest.mark.parametrize("process", PROCESSES)
def test_every_kind_of_process_begins_them(process):
    assert "watches.begin()" in (CHECKOUT / process).read_text()
