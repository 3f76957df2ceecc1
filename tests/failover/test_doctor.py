"""The doctor beside a replica set of three real nodes, of which one ends, and then another."""

import json
import os
import subprocess
import sys

from omset.chaos.network import Loopback
from omset.chaos.nodes import ReplicaSet
from tests.environment import CHECKOUT


def said_by_doctor(uri):
    """Each check by its name: its state, and its line."""
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor", "--json"],
        cwd=CHECKOUT,
        env=os.environ | {"MONGODB_URI": uri},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    checks = json.loads(done.stdout)["checks"]
    return {each["name"]: (each["state"], f"{each['text']} {each['cure']}") for each in checks}


def test_OP_6_whoever_is_missing_is_named_with_a_majority_and_without(tmp_path):
    with ReplicaSet(Loopback(), tmp_path) as nodes:
        first, second = [node for node in range(3) if node != nodes.primary()]
        nodes.kill(first)
        said = said_by_doctor(nodes.uri)
        assert said["database"][0] == "good"
        assert said["majority"][0] == "warning"
        assert said["majority"][1] == f"2 of 3 members answer. Start {nodes.addresses[first]}."
        nodes.kill(second)
        said = said_by_doctor(nodes.uri)
        assert said["majority"][0] == "failed"
        assert said["majority"][1].startswith("1 of 3 members answer. Start ")
        assert str(nodes.addresses[second]) in said["majority"][1]
        assert said["majority"][1].endswith(": nothing can be saved.")
