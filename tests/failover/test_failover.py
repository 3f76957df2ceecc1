"""The primary is killed, stopped, parted and steps down under people at work (omset/chaos).

Three real nodes, six people who record deposits, two who read, two workers, each a process.
"""

import json
import os
import subprocess
import sys

import pytest

from omset.chaos.faults import FAULTS
from omset.chaos.network import why_no_namespaces
from tests.environment import CHECKOUT

SECONDS = 600


@pytest.fixture(scope="module")
def found():
    """What the command says of one round of each fault."""
    command = [sys.executable, "manage.py", "chaos", "--rounds=1", "--election-seconds=2", "--json"]
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        env=os.environ | {"CHAOS": "1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout)


# One test: with another process at hand, two would each have a drill of their own.
def test_no_fault_of_the_primary_loses_doubles_or_shows_an_error(found):
    by_fault = {fault["fault"]: fault for fault in found["faults"]}
    assert found["skipped"] == ({"partition": reason} if (reason := why_no_namespaces()) else {})
    assert {*by_fault, *found["skipped"]} == set(FAULTS)
    assert [fault for fault in by_fault.values() if fault["acknowledged"] < 20] == []
    assert [fault for fault in by_fault.values() if fault["lost"] or fault["double"]] == []
    assert [fault for fault in by_fault.values() if fault["errors"]] == []
    assert [each for each in found["rounds"] if each["primary"] == each["struck"]] == []
    assert found["unasked"] == found["drift"] == found["disagreed"] == 0
    assert found["effects"] > 100
    assert found["effects_lost"] == found["effects_double"] == 0
