"""`manage.py leave request|approve|reject|cancel`."""

import json
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from leave.models import LeaveRequest, LeaveStatus
from tests.leave.make import ask
from tests.make import make_admin

pytestmark = pytest.mark.django_db
SICK = ("request", "owner", "--date", "2026-02-03", "--type", "sick")


@pytest.fixture(autouse=True)
def january():
    with time_machine.travel("2026-01-20T05:00:00Z", tick=False):
        yield


def run(*arguments):
    """The exit code, and what was printed as JSON."""
    out, code = StringIO(), 0
    try:
        call_command("leave", *arguments, "--json", stdout=out, stderr=StringIO())
    except SystemExit as ended:
        code = ended.code
    return code, json.loads(out.getvalue())


def test_it_asks_for_a_range_and_says_day_by_day_why_not(owner):
    code, answer = run("request", "owner", "--date", "2026-02-03", "--until", "2026-02-04")
    assert code == 0
    assert answer["refused"] == []
    assert len(answer["requests"]) == 2
    code, answer = run("request", "owner", "--date", "2026-02-04", "--until", "2026-02-05")
    assert code == 1
    assert answer == {
        "requests": [],
        "refused": [
            {"date": "2026-02-04", "reason": "taken"},
            {"date": "2026-02-05", "reason": "no_room"},
        ],
    }
    assert LeaveRequest.objects.count() == 2


def test_case_62_sick_leave_by_command(owner):
    code, _answer = run(*SICK, "--from", "09:00", "--to", "13:30")
    assert code == 0
    assert LeaveRequest.objects.get().minutes == 270


@pytest.mark.parametrize(
    "arguments",
    [
        ("request", "nobody", "--date", "2026-02-03"),
        ("request", "owner", "--date", "3 Feb"),
        ("request", "owner", "--date", "2026-02-03", "--type", "sick"),
        (*SICK, "--from", "13:00", "--to", "9"),
        ("request", "owner", "--date", "2026-02-03", "--until", "2026-02-01"),
        ("approve", "1", "--by", "admin"),
        ("approve", "0" * 24, "--by", "admin"),
        ("cancel",),
        (),
    ],
)
def test_bad_usage_is_one_line_and_changes_nothing(owner, admin, arguments):
    with pytest.raises(CommandError) as refused:
        call_command("leave", *arguments, stderr=StringIO())
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    assert LeaveRequest.objects.count() == 0


def test_what_waits_is_rejected_and_not_cancelled_by_an_admin(owner, admin):
    [request] = ask(owner, "2026-02-03")
    code, answer = run("cancel", str(request.pk), "--by", "admin")
    assert code == 1
    assert answer == {"refused": "it waits still: reject it"}
    assert LeaveRequest.objects.get().status == LeaveStatus.PENDING
    assert run("cancel", str(request.pk), "--by", "owner")[0] == 0
    assert run("cancel", str(request.pk), "--by", "owner")[1] == {
        "refused": "only an admin can cancel what is approved"
    }


def test_it_decides_and_nobody_about_their_own(owner, admin):
    [request] = ask(owner, "2026-02-03")
    assert run("approve", str(request.pk), "--by", "admin")[0] == 0
    assert run("approve", str(request.pk), "--by", "admin")[0] == 1
    code, answer = run("cancel", str(request.pk), "--by", "admin")
    assert code == 0
    assert answer["requests"][0]["status"] == "cancelled"
    make_admin()
    [own] = ask(admin, "2026-02-03")
    for verb in ("approve", "reject"):
        assert run(verb, str(own.pk), "--by", "admin")[0] == 1
    own.refresh_from_db()
    assert own.status == LeaveStatus.PENDING


def test_staff_decide_about_nothing(owner, stranger):
    [request] = ask(owner, "2026-02-03")
    with pytest.raises(CommandError):
        call_command("leave", "reject", str(request.pk), "--by", "stranger", stderr=StringIO())
