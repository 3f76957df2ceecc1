"""`manage.py nightly`: retention, sessions, proof; once a day, and never a row too many (OM-11)."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone

from crm.registry.runs.nightly import PARTS
from crm.staff.models import Session
from omset import nightly
from omset.clock import next_night
from omset.ledger import trash
from omset.management.commands import nightly as command
from omset.models import DailyTally, OmsetRecord
from omset.models.job_runs import NightlyRun, PurgeRun, Reconciliation
from tests.make import make_deposit
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
# 00:05 on 2 March in Jakarta.
NIGHT = datetime(2026, 3, 1, 17, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_night():
    with time_machine.travel(NIGHT, tick=False):
        yield


@pytest.fixture
@remembered
def filled(owner, product):
    """A live record, one in the trash past retention, a young one; an ended session and a live."""
    make_deposit(owner, product, "live")
    for customer, days in (("old", 31), ("young", 29)):
        record = make_deposit(owner, product, customer)
        with time_machine.travel(NIGHT - timedelta(days=days), tick=False):
            trash.delete(record.pk, by=owner)
    for key, hours in (("ended", -1), ("live", 1)):
        Session.objects.create(session_key=key, expire_date=NIGHT + timedelta(hours=hours))


def run(*options):
    out, code = StringIO(), 0
    try:
        call_command("nightly", *options, stdout=out)
    except SystemExit as ended:
        code = ended.code
    return code, out.getvalue()


def test_each_step_is_a_line_and_nothing_else_is_removed(filled):
    code, output = run()
    assert code == 0
    *lines, history, witness = output.splitlines()
    assert history.startswith("History: root 1 over ")
    assert witness == "Witness: off, 0 batches counted."
    assert lines == [
        "Trash: 1 deposits past 30 days removed for good.",
        "Sessions: 1 ended ones removed.",
        "Uploads: 0 removed; 0 without a row, 0 without bytes.",
        "Imports: 0 old ones removed.",
        "Forgotten customers: 0 old hashes removed.",
        "Loyalty: 0 redemptions have expired.",
        "Loyalty: figures of 0 imports made.",
        "Points: 0 members brought right, 0 lots expired.",
        "Segments: 0 runs for 2026-03-01; numbers behind 0 have changed.",
        "Achievements: 0 members recounted by terms that have begun.",
        "Tiers: 0 members recounted whose tier goes by a window.",
        "Notices: 0 lots of points that end, 0 tiers about to be lost.",
        "Requests for rows: 0 were not decided in time.",
        "Members' databases: 0 counts differ from their rows.",
        "Leave: 0 requests were not decided in time.",
        "Numbers: checked 1 staff, 2 records, 1 groups, 1 days, 1 months: 0 differences.",
    ]
    assert sorted(OmsetRecord.objects.values_list("customer_id", flat=True)) == ["live", "young"]
    assert [session.session_key for session in Session.objects.all()] == ["live"]


def test_what_it_found_is_kept(filled):
    run()
    checked = Reconciliation.objects.get()
    assert checked.source == "nightly"
    assert checked.by_name == ""
    assert checked.complete
    assert PurgeRun.objects.get().purged == 1
    assert PurgeRun.objects.get().by_name == ""
    night = NightlyRun.objects.get()
    assert night.day == date(2026, 3, 2)
    assert night.ended_at == NIGHT
    assert not night.failed
    assert night.steps["trash"] == {"well": True, "purged": 1, "remaining": 0}


def test_a_script_reads_json(filled):
    code, output = run("--json")
    document = json.loads(output)
    assert code == 0
    assert document["day"] == "2026-03-02"
    assert list(document["steps"]) == [
        *("trash", "sessions", "uploads", "imports", "forgotten customers"),
        *("redemptions", "loyalty figures", "points", "segments", "loyalty achievements"),
        *("loyalty tier windows", "loyalty notices"),
        *("requests", "member counts", "leave", "numbers", "history", "witness"),
    ]
    checked = {"staff": 1, "records": 2, "groups": 1, "days": 1, "months": 1}
    assert document["steps"]["numbers"] == {"well": True, "checked": checked, "differences": 0}


def test_a_difference_ends_with_1_and_is_left_as_it_is(owner, product):
    make_deposit(owner, product, "live")
    DailyTally.objects.update(ndp=7)
    code, output = run()
    assert code == 1
    assert output.splitlines()[-3][-15:] == " 1 differences."
    assert DailyTally.objects.get().ndp == 7
    assert NightlyRun.objects.get().failed


def test_of_many_hosts_one_does_the_work(filled):
    assert run()[0] == 0
    code, output = run()
    host = NightlyRun.objects.get().host
    expected = f"The night of 2026-03-02 is {host}'s already; --again does it once more.\n"
    assert code == 0
    assert output == expected
    assert Reconciliation.objects.count() == 1
    assert json.loads(run("--json")[1])["steps"] == {}


def test_it_is_done_again_where_asked_for_and_on_the_next_day(filled):
    run()
    run("--again")
    with time_machine.travel(NIGHT + timedelta(days=1)):
        run()
    assert Reconciliation.objects.count() == 3
    assert NightlyRun.objects.count() == 2


def test_a_killed_night_is_taken_over_after_three_hours(filled):
    day = timezone.localdate()
    nightly.begin(day)
    with time_machine.travel(NIGHT + timedelta(hours=2, minutes=59)):
        assert nightly.begin(day) is None
    with time_machine.travel(NIGHT + timedelta(hours=3, minutes=1)):
        assert nightly.begin(day) is not None
        assert nightly.begin(day) is None


def test_a_step_that_fails_stops_no_other(filled, monkeypatch):
    def fail():
        raise DatabaseError("no primary\nand much more")

    monkeypatch.setitem(PARTS, "trash", fail)
    code, output = run()
    assert code == 1
    assert output.splitlines()[0] == "Trash: failed, no primary"
    assert OmsetRecord.objects.count() == 3
    assert Reconciliation.objects.count() == 1
    assert NightlyRun.objects.get().steps["trash"] == {"well": False, "error": "no primary"}


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-01T17:04:59+00:00", "2026-03-01T17:05:00+00:00"),
        ("2026-03-01T17:05:00+00:00", "2026-03-02T17:05:00+00:00"),
        ("2026-03-01T23:59:00+00:00", "2026-03-02T17:05:00+00:00"),
        ("2026-03-02T00:04:00+07:00", "2026-03-01T17:05:00+00:00"),
        ("2026-12-31T17:05:01+00:00", "2027-01-01T17:05:00+00:00"),
    ],
)
def test_it_is_due_five_past_midnight_in_jakarta(now, due):
    assert next_night(datetime.fromisoformat(now)) == datetime.fromisoformat(due)


def test_a_service_waits_for_the_night_and_tries_again_in_an_outage(filled, monkeypatch):
    waited = []

    def wait(moment):
        waited.append(moment)
        if len(waited) == 4:
            raise KeyboardInterrupt

    outage = [DatabaseError("no primary"), None, None]
    begin = nightly.begin

    def fails_once(day, *, again):
        error = outage.pop(0)
        if error:
            raise error
        return begin(day, again=again)

    monkeypatch.setattr(command, "_wait_until", wait)
    monkeypatch.setattr(nightly, "begin", fails_once)
    with suppress(KeyboardInterrupt):
        call_command("nightly", "--daily", stdout=StringIO(), stderr=StringIO())
    assert [moment - NIGHT for moment in waited] == [
        timedelta(days=1), timedelta(minutes=10), timedelta(days=1), timedelta(days=1),
    ]  # fmt: skip
    assert Reconciliation.objects.count() == 1
