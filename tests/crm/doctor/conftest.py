"""What the doctor says about one thing."""

import pytest

from crm.doctor.examination import result_of
from crm.registry import doctor


@pytest.fixture
def said(db):
    """said(name): the state of one check and its whole line."""
    return say


def say(name):
    every = {check.name: check for _place, check in doctor._checks}
    found = result_of(every[name]).diagnosis
    return found.state.value, f"{found.text} {found.cure}".strip()
