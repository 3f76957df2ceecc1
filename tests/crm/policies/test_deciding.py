"""Decisions on a real database: added, never changed, one after the other, seen at once."""

import os
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from io import StringIO
from json import loads
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from bonuses.months import closing
from bonuses.rules.payment import Rate
from bonuses.statements.sheet import month_sheet
from crm.audit.models import Event
from crm.mongo.append_only import AppendOnly
from crm.mongo.inspection import collection_scans, recorded_commands
from crm.mongo.transaction import transactional
from crm.policies.models import PolicyValue
from crm.policies.reads import value_on
from crm.policies.verbs import decide
from crm.registry import policies
from crm.registry.policies import POLICIES, PolicyRefused
from crm.staff.access import is_open
from members.policies import RESERVATION_GRACE, grace_on
from tests.make import make_deposit, make_master, make_rate
from tests.omset.test_concurrency import at_once
from tests.test_architecture import CODE, matching

pytestmark = pytest.mark.django_db
TODAY, TOMORROW = date(2026, 3, 20), date(2026, 3, 21)
CHECKOUT = Path(__file__).resolve().parents[3]
# Says when it is ready, waits for a line, then decides at one go; then waits again and reads.
DECIDE = """
import sys, django
django.setup()
from datetime import date
from decimal import Decimal
from crm.policies.reads import value_on
from crm.policies.verbs import decide
from crm.staff.models import User
from members.policies import RESERVATION_GRACE
by, day = User.objects.get(username=sys.argv[1]), date.fromisoformat(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
for value in sys.argv[3:]:
    decide(RESERVATION_GRACE, Decimal(value), day, by=by, reason="at once")
print("done", flush=True)
sys.stdin.readline()
print(int(value_on(RESERVATION_GRACE, day)), flush=True)
"""


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel("2026-03-20T10:00:00+07:00") as now:
        yield now


def grace(days, valid_from, *, by):
    return decide(RESERVATION_GRACE, Decimal(days), valid_from, by=by, reason="slow months")


def test_before_anybody_decides_the_default_holds():
    assert grace_on(TODAY) == 30


def test_a_value_holds_from_its_date_on(admin):
    grace(45, TOMORROW, by=admin)
    assert grace_on(TODAY) == 30
    assert grace_on(TOMORROW) == 45
    assert grace_on(date(2030, 1, 1)) == 45


def test_of_one_date_the_later_decision_holds_whatever_the_ids(admin, falling_ids):
    for days in (45, 60, 50):
        grace(days, TODAY, by=admin)
    assert grace_on(TODAY) == 50


def test_a_value_is_never_edited_or_removed(admin):
    value = grace(45, TODAY, by=admin)
    value.value = Decimal(60)
    for change in (
        value.save,
        value.delete,
        PolicyValue.objects.all().delete,
        lambda: PolicyValue.objects.update(value=60),
    ):
        with pytest.raises(AppendOnly):
            change()
    assert grace_on(TODAY) == 45


def test_nobody_writes_values_past_their_verb():
    adds = re.compile(r"PolicyValue\b[^\n]*\.(create|bulk_create|update|delete)\(")
    assert matching(adds, CODE) == {"crm/policies/verbs.py"}
    stored = re.compile(r"collection\(PolicyValue\)|policies_policyvalue")
    assert matching(stored, CODE) == set()


def test_a_second_value_with_the_same_place_is_refused_by_the_database(admin):
    grace(45, TODAY, by=admin)
    row = connection.get_collection("policies_policyvalue").find_one({}, {"_id": False})
    with pytest.raises(Exception, match="duplicate key"):
        connection.get_collection("policies_policyvalue").insert_one(row)


@pytest.mark.parametrize(("days", "reason"), [(0, "x"), (366, "x"), (45, ""), (45, " ")])
def test_the_verb_holds_bounds_and_reason_too(admin, days, reason):
    with pytest.raises(ValueError, match="reservation-grace"):
        decide(RESERVATION_GRACE, Decimal(days), TODAY, by=admin, reason=reason)
    assert PolicyValue.objects.count() == 0


def test_what_has_passed_is_refused_and_leaves_no_trace(admin):
    with pytest.raises(PolicyRefused):
        grace(45, date(2026, 3, 19), by=admin)
    assert PolicyValue.objects.count() == 0
    assert Event.objects.filter(verb="set").count() == 0


def test_a_decision_that_is_rolled_back_never_held(admin):
    @transactional
    def fails():
        grace(45, TODAY, by=admin)
        assert grace_on(TODAY) == 45
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert grace_on(TODAY) == 30
    assert Event.objects.filter(verb="set").count() == 0


def test_decisions_of_one_date_at_once_stand_behind_each_other(admin):
    made = at_once(*[lambda n=n: grace(40 + n, TODAY, by=admin) for n in range(6)])
    assert [each for each in made if not isinstance(each, PolicyValue)] == []
    rows = PolicyValue.objects.order_by("sequence")
    assert [row.sequence for row in rows] == [1, 2, 3, 4, 5, 6]
    held = [
        Decimal(event.before["value"])
        for event in Event.objects.filter(verb="set").order_by("after__sequence")
    ]
    by_place = {e.after["sequence"]: Decimal(e.before["value"]) for e in Event.objects.all()}
    assert len(held) == 6
    assert [by_place[n] for n in range(1, 7)] == [Decimal(30), *[row.value for row in rows][:-1]]


def deciding(by, *values):
    host = urlsplit(settings.MONGODB_URI)
    uri = urlunsplit(host._replace(path=f"/{connection.settings_dict['NAME']}"))
    return subprocess.Popen(
        [sys.executable, "-c", DECIDE, by.username, "2099-01-01", *map(str, values)],
        cwd=CHECKOUT,
        env=os.environ | {"MONGODB_URI": uri},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_at_once_lose_nothing_and_read_the_same(admin):
    processes = [deciding(admin, *range(40, 50)), deciding(admin, *range(50, 60))]

    def tell_all(answer):
        for process in processes:
            process.stdin.write("\n")
            process.stdin.flush()
        assert [process.stdout.readline().strip() for process in processes] == [answer] * 2

    assert [process.stdout.readline().strip() for process in processes] == ["ready"] * 2
    tell_all("done")
    rows = PolicyValue.objects.order_by("sequence")
    assert [row.sequence for row in rows] == list(range(1, 21))
    assert sorted(row.value for row in rows) == list(range(40, 60))
    # A decision of this process is read by both that have read before.
    tell_all(str(int(rows.last().value)))
    for process in processes:
        process.communicate()
        assert process.returncode == 0


def test_a_read_is_one_command_by_index(admin):
    grace(45, TODAY, by=admin)
    with recorded_commands() as commands:
        value_on(RESERVATION_GRACE, TODAY)
    assert len(commands) == 1
    assert collection_scans(commands) == []


@pytest.mark.parametrize("policy", POLICIES.values(), ids=lambda policy: policy.key)
def test_what_a_policy_declares_is_there(policy):
    master = make_master()
    assert policy.default is None or policy.least <= policy.default <= policy.most
    assert [view for view in policy.moves if not is_open(master, view)] == []
    assert policy.moves != []


def test_a_policy_is_registered_once():
    with pytest.raises(ValueError, match="twice"):
        policies.register(RESERVATION_GRACE)


def numbers_of(month):
    display = month_sheet(month, "IDR").display
    return display.rate, display.is_frozen


def test_closed_months_keep_their_numbers_whatever_is_decided(client_of, admin, owner, product):
    for number in range(10):
        make_deposit(owner, product, f"c{number}", "2026-02-03")
    make_rate(16_000, date(2026, 2, 1), by=admin)
    closing.close(date(2026, 2, 1), by=admin)
    client = client_of(admin)
    pages = [f"/bonuses/?month=2026-02{more}" for more in ("", "&currency=IDR")]
    before = [client.get(page).context["sheet"] for page in pages]
    make_rate(99_000, date(2026, 3, 1), by=admin)
    grace(45, TODAY, by=admin)
    after = [client.get(page).context["sheet"] for page in pages]
    assert [sheet.lines for sheet in after] == [sheet.lines for sheet in before]
    assert [sheet.display for sheet in after] == [sheet.display for sheet in before]
    assert numbers_of(date(2026, 2, 1)) == (Rate(Decimal(16_000), date(2026, 2, 1)), True)
    assert numbers_of(date(2026, 3, 1)) == (Rate(Decimal(99_000), date(2026, 3, 1)), False)


def printed(*arguments):
    out = StringIO()
    call_command("policies", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_what_holds_on_a_day(admin):
    grace(45, TOMORROW, by=admin)
    make_rate("16250.5", date(2026, 1, 1), by=admin)
    today = {each["policy"]: each for each in loads(printed("--json"))["policies"]}
    later = loads(printed("--json", "--on", "2026-03-21"))["policies"]
    assert today["reservation-grace"]["value"] == "30"
    assert today["reservation-grace"]["valid_from"] is None
    assert today["exchange-rate"]["value"] == "16250.50"
    assert today["exchange-rate"]["by"] == "admin"
    assert {each["policy"]: each["value"] for each in later}["reservation-grace"] == "45"


def test_the_command_prints_the_history(admin):
    grace(45, TOMORROW, by=admin)
    text = printed("--history")
    assert "reservation-grace  30 days  (nothing decided yet)" in text
    assert "    45  from 2026-03-21, admin: slow months" in text


def test_the_command_refuses_what_is_no_date():
    with pytest.raises(CommandError, match="is not a date") as refused:
        printed("--on", "tomorrow")
    assert refused.value.returncode == 2
