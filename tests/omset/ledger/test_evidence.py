"""Both sides of a conflict, in two reads however many records wait."""

from datetime import date

import pytest

from crm.mongo.inspection import recorded_commands
from members.models import Reservation
from omset.ledger import trash
from omset.ledger.evidence import evidence_for
from tests.make import make_deposit, make_product, make_reservation
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def conflict(owner, stranger, product):
    """The owner and the stranger both have deposits of x; then the stranger reserves it."""
    make_deposit(owner, product, "x", "2026-01-10")
    make_deposit(stranger, product, "x", "2026-01-05")
    make_deposit(stranger, product, "x", "2026-01-20", note="tambahan")
    make_deposit(stranger, product, "y", "2026-01-25")
    make_deposit(stranger, make_product("Q"), "x", "2026-01-26")
    trash.delete(make_deposit(stranger, product, "x", "2026-01-27").pk, by=stranger)
    reservation = make_reservation(stranger, product, "X")
    return reservation, make_deposit(owner, product, "x", "2026-02-01")


def test_whose_reservation_since_when_and_the_last_deposits(conflict):
    reservation, record = conflict
    evidence = evidence_for([record])[record.pk]
    assert evidence.holder_name == "stranger"
    assert evidence.still_holds
    assert abs((evidence.since - reservation.approved_at).total_seconds()) < 1
    assert evidence.holder_last == date(2026, 1, 20)
    assert evidence.own_last == date(2026, 1, 10)


def test_a_reservation_that_ended_or_changed_hands_no_longer_holds(conflict, owner, product):
    _reservation, record = conflict
    Reservation.objects.get().delete()
    assert not evidence_for([record])[record.pk].still_holds
    make_reservation(owner, product, "x")
    assert not evidence_for([record])[record.pk].still_holds


def test_without_any_deposit_there_is_no_last_one(owner, stranger, product):
    make_reservation(stranger, product, "x")
    record = make_deposit(owner, product, "x")
    evidence = evidence_for([record])[record.pk]
    assert evidence.holder_last is None
    assert evidence.own_last is None


def test_records_without_a_conflict_need_no_read(owner, product):
    record = make_deposit(owner, product)
    with recorded_commands() as commands:
        assert evidence_for([record]) == {}
    assert commands == []


def test_many_records_take_two_reads(conflict, owner, product):
    records = [make_deposit(owner, product, "x", f"2026-02-0{day}") for day in range(2, 6)]
    with recorded_commands() as commands:
        evidence = evidence_for(records)
    assert len(evidence) == 4
    assert len(commands) == 2
