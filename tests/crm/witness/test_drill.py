"""The data folder of a real database is copied and put back under a process at work (LW-2, LW-3).

One drill for all cases: tests/crm/witness/drill.py.
"""

import json
import os
import subprocess
import sys

import pytest

from tests.environment import CHECKOUT

SECONDS = 180


@pytest.fixture(scope="module")
def drill(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drill")
    environment = {"LOG_LEVEL": "ERROR", "WITNESS_BLOCKS": "false", "MFA": "off"}
    run = subprocess.run(
        [sys.executable, "-m", "tests.crm.witness.drill", str(folder)],
        cwd=CHECKOUT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert run.returncode == 0, run.stderr[-4000:]
    return json.loads(run.stdout) | {"log": run.stderr.splitlines()}


def test_case_203_restarts_and_health_addresses_change_nothing(drill):
    seen = drill["restarts"]
    assert seen["before"]["counts"]["deposits"] == 10
    assert len(seen["before"]["batches"]) == 2
    assert seen["after"] == seen["before"]
    assert seen["alarm"] is None
    assert seen["answers"]["/livez"] == 200
    assert seen["answers"]["/readyz"] == 200


def test_case_203_no_stranger_sees_a_count(drill):
    answers = drill["restarts"]["answers"]
    assert answers["/status/witness/"] == 302
    assert answers["/status/?format=json"] == 302


def test_case_204_the_alarm_names_the_entry_and_the_batch_that_is_missing(drill):
    seen = drill["falls_back"]
    alarm = seen["seen"]["alarm"]
    assert alarm["verdict"] == "fell back"
    assert alarm["entry"] == seen["kept"]
    assert alarm["batches"] == [{"kind": "deposits", "key": seen["third"], "rows": 5}]
    assert alarm["counts"]["deposits"] == [15, 10]
    assert alarm["sentence"].startswith("The database is as of ")
    assert f"batch {seen['third'][:8]}…, deposits, 5 rows, is missing" in alarm["sentence"]


def test_case_204_it_is_logged_and_admins_are_told(drill):
    first = next(line for line in drill["log"] if '"event": "witness alarm"' in line)
    assert f"deposits:{drill['falls_back']['third']}, 5" in first
    assert drill["falls_back"]["told"] == ["witness-fell-back"]


def test_case_204_imports_are_refused_until_it_is_accepted(drill):
    seen = drill["falls_back"]
    assert seen["refused"]["code"] == 2
    assert "The database is as of" in seen["refused"]["refused"]
    accepted = {"alarm": None, "reason": "the old state is wanted", "by": "system"}
    assert seen["accepted"] == accepted
    assert seen["later"] == [None, 2]


def test_case_209_a_fallback_of_two_pulses_and_a_deposit_is_noticed(drill):
    seen = drill["falls_back_a_little"]
    alarm = seen["seen"]["alarm"]
    assert alarm["verdict"] == "fell back"
    assert alarm["entry"] == seen["kept"]
    before, now = alarm["counts"]["events"]
    assert before > now
    assert alarm["batches"] == []
    assert f"entry {seen['kept']}" in alarm["sentence"]
    assert seen["accepted"]["alarm"] is None


def test_case_208_an_outage_and_the_election_after_it_raise_no_alarm(drill):
    seen = drill["falls_back_a_little"]
    assert seen["out"] == "unavailable"
    assert seen["unnoticed"] is None
    assert seen["back"] == "good"


def test_case_205_a_database_that_was_emptied_fell_back_to_nothing(drill):
    alarm = drill["is_emptied"]["alarm"]
    assert alarm["verdict"] == "fell back"
    assert alarm["entry"] == 0
    assert alarm["counts"]["deposits"] == [12, 0]
    assert {batch["rows"] for batch in alarm["batches"]} >= {4, 6, 2}
    assert alarm["sentence"].startswith("The database is empty, and it was not")
