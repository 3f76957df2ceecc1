"""`recount` says what is wrong in leave, breaks and fees: each sort of damage, none without."""

import json
from datetime import timedelta

import pytest
from bson import Decimal128
from django.core.management import call_command

from crm.mongo.rows import collection, midnight
from crm.policies.models import PolicyValue
from leave import proof
from leave.attendance import reads as attendance
from leave.attendance.policies import WORKING_HOURS
from leave.breaks import reads as breaks
from leave.breaks.policies import BREAK_ALLOWANCE
from leave.fees import statements
from leave.fees.closing import close
from leave.models import (
    Break,
    CheckIn,
    ClosedStatement,
    Correction,
    CorrectionStatus,
    LeaveRequest,
    ManualFee,
    Payment,
)
from leave.recomputation import Recomputation
from leave.requests import deciding
from tests.leave.fees.make import add_fee, at, come_late, day_of, pause_too_long, pay
from tests.leave.make import ask, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def fees(owner, admin):
    come_late(owner, "2026-02-03", 10)
    pause_too_long(owner, "2026-02-04", 120)
    add_fee(owner, "2026-02-05", "5.00", by=admin)
    pay(owner, "2026-02", "50", by=admin)
    return owner


@pytest.fixture
def closed(fees, admin):
    close(day_of("2026-02-01"), by=admin)
    return fees


def fields():
    return [difference.field for difference in proof.differences()]


def test_nothing_differs_before_closing_and_after_it(fees, admin):
    assert fields() == []
    close(day_of("2026-02-01"), by=admin)
    assert fields() == []


def test_a_payment_that_was_made_larger_is_said(fees):
    collection(Payment).update_one({}, {"$set": {"usd": Decimal128("60.00")}})
    [difference] = proof.differences()
    assert difference.where == "owner / 2026-02-20"
    assert (difference.stored, difference.expected) == (60, 50)


def test_a_check_in_that_was_changed_past_all_verbs_is_said_of_a_closed_month(closed):
    collection(CheckIn).delete_many({})
    assert fields() == ["closed"]


def test_a_statement_whose_total_is_not_its_lines_is_said(closed):
    collection(ClosedStatement).update_many(
        {"staff_id": closed.pk}, {"$set": {"total": Decimal128("1.00")}}
    )
    assert fields() == ["total"]


def test_an_open_break_that_has_an_end_is_said(fees):
    collection(Break).update_one({}, {"$set": {"is_open": True}})
    assert fields() == ["ended_at"]


def test_recount_prints_it_changes_nothing_and_fails(fees, capsys):
    collection(Payment).update_one({}, {"$set": {"usd": Decimal128("60.00")}})
    with pytest.raises(SystemExit) as exit_code:
        call_command("recount", dry_run=True, json=True)
    assert exit_code.value.code == 1
    [row] = json.loads(capsys.readouterr().out)["differences"]
    assert row["what"] == "leave"
    assert row["stored"] == "60.00"
    assert row["expected"] == "50.00"


def test_leave_that_was_written_past_its_month_is_said_since_feeds_would_miss_it(owner, admin):
    [request] = ask(owner, "2026-12-03")
    deciding.approve(request.pk, by=admin)
    assert fields() == []
    LeaveRequest.objects.filter(pk=request.pk).update(version=3)
    [difference] = proof.differences()
    assert difference.field == "leave_events"
    assert difference.where == "owner / 2026-12-01"
    assert (difference.stored, difference.expected) == (2, 3)


def moved(column, **delta):
    """A stored instant, so much later."""
    later = {"$add": [f"${column}", int(timedelta(**delta).total_seconds() * 1000)]}
    return [{"$set": {column: later}}]


# What of a closed month somebody has written past all verbs, and what is said of it.
WRITTEN = {
    "when somebody came": (CheckIn, moved("checked_in_at", minutes=1), ["closed"]),
    "a correction of it": (CheckIn, {"$set": {"corrected_at": at("2026-02-03", 11)}}, ["closed"]),
    "the day of it": (CheckIn, moved("date", days=1), ["closed"]),
    "when a break began": (Break, moved("started_at", seconds=-1), ["closed"]),
    "when it ended": (Break, moved("ended_at", seconds=1), ["closed"]),
    "the shift of it": (Break, moved("shift_date", days=1), ["closed", "closed"]),
    "whether it waits": (Break, {"$set": {"waits": True}}, ["closed"]),
    "whether it goes on": (Break, {"$set": {"is_open": True}}, ["ended_at"]),
    "a fee": (ManualFee, {"$set": {"amount": Decimal128("5.01")}}, ["closed"]),
    "whether it is charged": (ManualFee, {"$set": {"is_withdrawn": True}}, ["closed"]),
    "the dollars of a payment": (Payment, {"$set": {"usd": Decimal128("50.01")}}, ["paid"]),
    "its rate": (Payment, {"$set": {"rate": Decimal128("2.00")}}, ["paid"]),
    "a total": (ClosedStatement, {"$set": {"total": Decimal128("65.01")}}, ["total"]),
    "a line": (ClosedStatement, {"$set": {"lines.0.amount": "50.01"}}, ["closed", "total"]),
    "what a line is about": (ClosedStatement, {"$set": {"lines.0.ref": "x"}}, ["closed"] * 2),
    "the lines": (ClosedStatement, {"$set": {"lines": []}}, ["closed"] * 3 + ["total"]),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_14_7_what_is_written_past_all_verbs_is_said(name, closed):
    model, change, said = WRITTEN[name]
    collection(model).update_many({"staff_id": closed.pk}, change)
    assert sorted(fields()) == said


def test_columns_that_follow_from_a_state_are_said(owner, admin):
    take(owner, "2026-12-03", by=admin)
    day = day_of("2026-02-03")
    Correction.objects.create(
        staff=owner, date=day, asked_at=at("2026-02-03", 11), status=CorrectionStatus.PENDING
    )
    assert fields() == []
    collection(LeaveRequest).update_one({}, {"$set": {"is_active": False}})
    collection(Correction).update_one({}, {"$set": {"is_pending": False}})
    assert sorted(fields()) == ["is_active", "is_pending"]


def test_a_break_that_neither_goes_on_nor_has_ended_is_said(fees):
    collection(Break).update_one({}, {"$set": {"ended_at": None}})
    assert fields() == ["ended_at"]


# A mistake of what pages read: where it is made, and which figures it moves.
MISTAKES = {
    "lateness": (attendance, "lateness", lambda *_: 7, ["fees", "late_minutes"]),
    "breaks": (
        breaks,
        "total",
        lambda *_: breaks.BreakTotal(3600, 3600, 1800),
        ["break_seconds", "fees", "over_seconds"],
    ),
    "lines": (statements, "lines_of_month", lambda *_: [], ["fees"]),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_14_7_a_mistake_of_the_pages_is_no_mistake_of_the_recomputation(name, fees, monkeypatch):
    """It shares none of their rules."""
    module, rule, mistake, said = MISTAKES[name]
    monkeypatch.setattr(module, rule, mistake)
    assert sorted(fields()) == said


def test_14_7_hours_allowance_corrections_and_parts_of_seconds_are_recomputed(owner):
    night = 22 * 60 * 1440 + 6 * 60
    for policy, value in ((WORKING_HOURS, night), (BREAK_ALLOWANCE, 10)):
        PolicyValue.objects.create(
            policy=policy.key, value=value, valid_from=day_of("2026-02-10"), sequence=1
        )
    come_late(owner, "2026-02-09", 1)
    come_late(owner, "2026-02-11", 12 * 60)
    corrected = come_late(owner, "2026-02-12", 12 * 60)
    CheckIn.objects.filter(pk=corrected.pk).update(corrected_at=at("2026-02-12", 22, 0, 59))
    CheckIn.objects.create(staff=owner, staff_name="owner", date=day_of("2026-02-13"))
    pause = pause_too_long(owner, "2026-02-11", 0)
    parts = {"started_at": pause.started_at + timedelta(milliseconds=999)}
    Break.objects.filter(pk=pause.pk).update(**parts)
    plain = Recomputation([owner.pk])
    assert plain.late == {
        (owner.pk, day_of("2026-02-09")): 1,
        (owner.pk, day_of("2026-02-11")): 60,
    }
    assert plain.pauses == {(owner.pk, day_of("2026-02-11")): (1800, 1200)}
    assert fields() == []


def test_14_7_rows_without_a_column_have_their_place_among_the_numbers(owner):
    """A list of numbers has one for each row: a missing one would move all after it."""
    for day, seconds in (("2026-02-04", 60), ("2026-02-05", 120)):
        pause_too_long(owner, day, seconds)
    first = {"shift_date": midnight(day_of("2026-02-04"))}
    collection(Break).update_one(first, {"$unset": {"waits": "", "ended_at": ""}})
    plain = Recomputation([owner.pk])
    assert plain.pauses == {(owner.pk, day_of("2026-02-05")): (1920, 120)}
