"""manage.py doctor: one line a check with its cure; only a failure is an exit code."""

import io
import json

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from pymongo.errors import ServerSelectionTimeoutError

from crm.mongo.server import facts
from crm.registry import doctor
from crm.registry.doctor import DoctorCheck, Occasion, failed, good, register, unknown, warning

pytestmark = pytest.mark.django_db


@pytest.fixture
def registered(monkeypatch):
    """registered(name, read): the doctor knows nothing but such checks."""
    monkeypatch.setattr(doctor, "_checks", [])

    def add(name, read, **more):
        register(len(doctor._checks), DoctorCheck(name, name, read, **more))

    return add


def run(*arguments):
    """The exit code and what it prints."""
    out = io.StringIO()
    try:
        call_command("doctor", *arguments, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def test_a_line_says_what_is_so_and_what_to_do(registered):
    registered("disk", lambda: failed("1 GB is free.", "Enlarge the volume."))
    registered("queue", lambda: good("0 jobs wait."))
    code, out = run()
    first, second, last = out.splitlines()
    assert code == 1
    assert first == "FAIL disk   1 GB is free. Enlarge the volume."
    assert second == "ok   queue  0 jobs wait."
    assert last.endswith(": 1 good, 0 warning, 1 failed, 0 unknown.")


def test_warnings_and_what_nobody_knows_are_no_failure(registered):
    def unreadable():
        raise DatabaseError("name: Siti")

    registered("mail", lambda: warning("No mail.", "Set it."))
    registered("oplog", lambda: unknown("Not asked.", "Ask."))
    registered("disk", unreadable)
    registered("telegram", lambda: None)
    code, out = run("--json")
    said = json.loads(out)
    assert code == 0
    assert said["well"] is True
    assert [each["state"] for each in said["checks"]] == ["warning", "unknown", "unknown"]
    assert "Siti" not in out


def test_a_check_of_an_upgrade_is_made_before_one_alone(registered):
    registered("serving", lambda: good(""), occasion=Occasion.SERVING)
    registered("always", lambda: good(""))
    registered("upgrade", lambda: good(""), occasion=Occasion.UPGRADE)
    names = [
        [each["name"] for each in json.loads(run("--json", *more)[1])["checks"]]
        for more in ([], ["--before-upgrade"])
    ]
    assert names == [["serving", "always"], ["always", "upgrade"]]


def test_without_a_database_the_rest_is_unknown_at_once(monkeypatch):
    def no_primary():
        raise ServerSelectionTimeoutError

    monkeypatch.setattr(facts, "ping_seconds", no_primary)
    code, out = run("--json")
    said = {each["name"]: each["state"] for each in json.loads(out)["checks"]}
    assert code == 1
    assert said["database"] == "failed"
    assert said["indexes"] == "unknown"
    assert said["majority"] == "warning"
    assert said["hosts"] == "good"


def test_it_looks_at_all_of_this_in_seconds(admin):
    said = json.loads(run("--json")[1])
    assert len(said["checks"]) >= 25
    assert said["seconds"] < 5
    assert {"name", "state", "text", "cure", "milliseconds"} == said["checks"][0].keys()


def test_a_name_is_taken_once(registered):
    registered("disk", lambda: good(""))
    with pytest.raises(ValueError, match="twice"):
        registered("disk", lambda: good(""))
