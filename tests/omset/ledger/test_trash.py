"""Deleting, restoring, purging (OM-10): accepted, refused, repeated, and the numbers after it."""

import pytest

from crm.audit.models import Event
from crm.notifications.models import Notification
from members.models import Reservation
from omset import numbers
from omset.ledger import approval, entries, trash
from omset.models import OmsetRecord
from tests.make import make_admin, make_deposit, make_reservation
from tests.omset import reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_differs")]


def counted():
    sums = numbers.total(numbers.TallyScope())
    return sums.records, sums.ndp, sums.rdp


def status(record):
    return OmsetRecord.objects.get(pk=record.pk).status


def test_a_deleted_record_stays_in_the_trash_and_counts_nowhere(record, owner):
    trash.delete(record.pk, by=owner)
    record.refresh_from_db()
    assert record.is_deleted
    assert record.kind is None
    assert record.deleted_by_name == "owner"
    assert counted() == (0, 0, 0)
    assert list(OmsetRecord.objects.trashed()) == [record]


def test_a_second_deletion_changes_nothing(record, owner, admin):
    trash.delete(record.pk, by=owner)
    trash.delete(record.pk, by=admin)
    record.refresh_from_db()
    assert record.deleted_by_name == "owner"
    assert record.version == 2
    assert Event.objects.about(record).count() == 2


def test_a_record_that_changed_since_it_was_seen_is_not_deleted(record, owner):
    entry = entries.Entry(record.date, "y", record.nominal)
    entries.edit(record.pk, entry, by=owner, version=1)
    with pytest.raises(entries.StaleVersion):
        trash.delete(record.pk, by=owner, version=1)
    assert counted() == (1, 1, 0)


def test_a_restored_record_is_what_it_was(record, owner, product, admin):
    make_deposit(owner, product, "x", "2026-02-02")
    before = counted(), reference.expected_groups("day")
    trash.delete(record.pk, by=owner)
    restored = trash.restore(record.pk, by=admin)
    assert (counted(), reference.expected_groups("day")) == before
    assert restored.kind == "NDP"
    assert restored.deleted_at is None
    assert restored.deleted_by_name == ""


def test_only_a_deleted_record_is_restored_or_purged(record, admin):
    for verb in (trash.restore, trash.purge):
        with pytest.raises(trash.NotInTrash):
            verb(record.pk, by=admin)
    assert counted() == (1, 1, 0)


def test_a_customer_taken_meanwhile_needs_approval_OM_10(record, owner, stranger, product):
    boss = make_admin("boss")
    trash.delete(record.pk, by=owner)
    make_reservation(stranger, product, "X", by=boss)
    restored = trash.restore(record.pk, by=boss)
    assert restored.status == "pending"
    assert restored.conflict["staff_name"] == "stranger"
    assert counted() == (0, 0, 0)
    assert Notification.objects.filter(kind="omset-pending").count() == 1


@pytest.mark.parametrize("decided", ["pending", "declined"])
def test_other_records_return_with_their_former_status(owner, stranger, product, admin, decided):
    make_reservation(stranger, product, "x", by=admin)
    record = make_deposit(owner, product, "x")
    if decided == "declined":
        approval.decline(record.pk, by=admin, reason="no")
    trash.delete(record.pk, by=owner)
    Reservation.objects.get().delete()
    assert trash.restore(record.pk, by=admin).status == decided


def test_a_purged_record_is_gone_and_its_history_stays(record, owner, admin):
    trash.delete(record.pk, by=owner)
    trash.purge(record.pk, by=admin)
    assert OmsetRecord.objects.count() == 0
    verbs = [event.verb for event in Event.objects.about(record)]
    assert verbs == ["submit", "delete", "purge"]
    assert Event.objects.about(record).last().before["customer_id"] == "x"


def test_a_second_restoration_or_purge_is_refused(record, owner, admin):
    trash.delete(record.pk, by=owner)
    trash.restore(record.pk, by=admin)
    with pytest.raises(trash.NotInTrash):
        trash.restore(record.pk, by=admin)
    trash.delete(record.pk, by=owner)
    trash.purge(record.pk, by=admin)
    with pytest.raises(trash.NotInTrash):
        trash.purge(record.pk, by=admin)
    trash.delete(record.pk, by=owner)
    assert OmsetRecord.objects.count() == 0


def test_history_tells_both_SE_10(record, owner, admin):
    trash.delete(record.pk, by=owner)
    trash.restore(record.pk, by=admin)
    _submitted, deleted, restored = Event.objects.about(record)
    assert deleted.actor_name == "owner"
    assert deleted.after == {"is_deleted": True}
    assert restored.actor_name == "admin"
    assert restored.after == {"is_deleted": False}


def test_RO_6_staff_delete_nothing_of_a_colleague(record, stranger):
    assert trash.delete(record.pk, by=stranger) is None
    record.refresh_from_db()
    assert not record.is_deleted
    assert record.version == 1
