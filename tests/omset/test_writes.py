"""What goes with a write of a deposit: who did what, where it counted, which days it touches."""

from datetime import date

import pytest
from django.db import DatabaseError
from pymongo.errors import OperationFailure

from crm.mongo.inspection import recorded_commands
from omset import numbers
from omset.ledger import approval, entries, trash
from omset.models import OmsetRecord
from omset.signals import months_recounted, record_written
from tests.make import make_admin, make_deposit, make_reservation

pytestmark = pytest.mark.django_db
EARLY, MIDDLE, LATE = date(2026, 2, 1), date(2026, 2, 5), date(2026, 2, 9)


def records_by_day():
    return {day: row.records for day, row in numbers.grouped(numbers.TallyScope(), "day")}


@pytest.fixture
def record(owner, product):
    return OmsetRecord.objects.get(pk=make_deposit(owner, product, day="2026-02-01").pk)


@pytest.fixture
def events():
    """What the apps above are told, in order."""
    events = []

    def note(event, **kwargs):
        events.append(event)

    months_recounted.connect(note)
    yield events
    months_recounted.disconnect(note)


def test_a_verb_says_what_it_does_and_by_whom(record, events, admin):
    entry = entries.Entry(LATE, "x", record.nominal)
    entries.edit(record.pk, entry, by=admin, version=1)
    assert events[-1].verb == "edit"
    assert events[-1].actor == admin.name
    assert events[-1].deposit.date == LATE


def test_a_removal_for_good_names_the_deposit_that_is_gone(record, events, admin):
    trash.delete(record.pk, by=admin)
    trash.purge(record.pk, by=admin)
    assert events[-1].verb == "purge"
    assert events[-1].deposit.pk == record.pk


def test_a_bare_save_is_a_change_by_the_system_and_recounts_both_days_OM_22(record, events):
    record.date = LATE
    record.save()
    assert records_by_day() == {LATE: 1}
    assert events[-1].verb == "change"
    assert events[-1].actor == "system"


def test_a_bare_save_is_not_taken_for_the_verb_before_it(events, owner, stranger, product):
    make_reservation(stranger, product, "x")
    waiting = make_deposit(owner, product, "x")
    record = approval.approve(waiting.pk, by=make_admin())
    record.save()
    assert events[-1].verb == "change"


def test_a_record_that_was_read_again_leaves_the_day_where_it_is_now_OM_22(record, admin):
    entries.edit(record.pk, entries.Entry(MIDDLE, "x", record.nominal), by=admin, version=1)
    record.refresh_from_db()
    record.date = LATE
    record.save()
    assert records_by_day() == {LATE: 1}


def test_a_record_that_was_read_in_part_leaves_its_stored_day_OM_22(record):
    part = OmsetRecord.objects.defer("note").get(pk=record.pk)
    part.date = LATE
    part.save()
    assert records_by_day() == {LATE: 1}


def test_a_save_that_runs_again_after_a_conflict_leaves_the_stored_day_SE_8(record):
    conflicts = [OperationFailure("conflict", 112)]

    def collide(**kwargs):
        if conflicts:
            raise DatabaseError from conflicts.pop()

    record_written.connect(collide)
    record.date = LATE
    record.save()
    record_written.disconnect(collide)
    assert not conflicts
    assert records_by_day() == {LATE: 1}


def test_a_save_that_failed_still_knows_the_stored_day_OM_22(record):
    def fail(**kwargs):
        raise ValueError("refused")

    record_written.connect(fail)
    record.date = MIDDLE
    with pytest.raises(ValueError, match="refused"):
        record.save()
    record_written.disconnect(fail)
    record.date = LATE
    record.save()
    assert records_by_day() == {LATE: 1}


def test_removing_many_rows_recounts_each_OM_22(record, owner, product):
    make_deposit(owner, product, day="2026-02-05")
    kept = make_deposit(owner, product, day="2026-02-09")
    OmsetRecord.objects.exclude(pk=kept.pk).delete()
    assert records_by_day() == {LATE: 1}
    assert OmsetRecord.objects.get().kind == "NDP"


def test_nobody_removes_the_whole_ledger_in_one_word():
    assert not hasattr(OmsetRecord.objects, "delete")


def test_an_event_costs_as_many_commands_as_ever(owner, product, admin):
    make_deposit(owner, product, "y")
    with recorded_commands() as submitting:
        record = make_deposit(owner, product, "x")
    entry = entries.Entry(LATE, "x", record.nominal)
    with recorded_commands() as editing:
        entries.edit(record.pk, entry, by=admin, version=1)
    with recorded_commands() as deleting:
        trash.delete(record.pk, by=admin)
    with recorded_commands() as purging:
        trash.purge(record.pk, by=admin)
    # One asks for active reservations of the customer; a new deposit looks for an ended one.
    # What is entered or corrected is held against the limits of plausible deposits.
    # Loyalty asks once whether the product belongs to a programme (LP-6).
    assert len(submitting) == 21
    assert len(editing) == 18
    assert len(deleting) == 16
    assert len(purging) == 17
