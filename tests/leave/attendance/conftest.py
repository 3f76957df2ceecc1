"""A clock that stands at half past ten, and somebody with a phone that was set up."""

import pytest
import time_machine

from tests.leave.attendance.make import at, set_up


@pytest.fixture
def clock():
    with time_machine.travel(at("2026-11-30 10:30:00"), tick=False) as moving:
        yield moving


@pytest.fixture
def phone(owner, clock):
    set_up(owner)
    return owner
