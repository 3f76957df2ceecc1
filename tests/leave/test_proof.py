"""`recount` says what is wrong in leave, breaks and fees: each sort of damage, none without."""

import json

import pytest
from bson import Decimal128
from django.core.management import call_command

from crm.mongo.rows import collection
from leave import proof
from leave.fees.closing import close
from leave.models import Break, CheckIn, ClosedStatement, LeaveRequest, Payment
from leave.requests import deciding
from tests.leave.fees.make import add_fee, come_late, day_of, pause_too_long, pay
from tests.leave.make import ask

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
