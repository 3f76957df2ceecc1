"""A deposit is corrected (OM-9)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from crm.audit.models import Event
from omset import numbers
from omset.ledger import approval, entries, trash
from tests.make import (
    make_admin,
    make_deposit,
    make_reservation,
)
from tests.omset.ledger.submitting import counted, edit, inbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_differs")]


def test_an_edit_recounts_both_groups_and_both_days_OM_9(record, owner, product):
    make_deposit(owner, product, "x", "2026-02-02")
    edited = edit(record, customer_id="y", date=date(2026, 3, 5), nominal=Decimal(70_000))
    days = {day: row.total for day, row in numbers.grouped(numbers.TallyScope(), "day")}
    assert days == {date(2026, 2, 2): 100_000, date(2026, 3, 5): 70_000}
    assert edited.kind == "NDP"
    assert edited.version == 2
    assert counted()[:3] == (2, 2, 0)


def test_an_edit_adds_and_takes_away_tambahan_OM_9(record):
    edited = edit(record, note="tambahan")
    assert edited.kind == "RDP"
    assert counted()[:3] == (1, 0, 1)
    assert edit(edited, note="").kind == "NDP"
    assert counted()[:3] == (1, 1, 0)


def test_a_rename_to_a_reserved_customer_needs_approval_OM_9(record, stranger, product):
    make_reservation(stranger, product, "taken", by=make_admin("boss"))
    edited = edit(record, customer_id="TAKEN")
    assert edited.status == "pending"
    assert counted() == (0, 0, 0, 0)
    assert inbox("omset-pending") == ["boss"]


def test_a_rename_away_from_a_reserved_customer_counts_again_OM_9(owner, stranger, product):
    make_reservation(stranger, product, "taken")
    edited = edit(make_deposit(owner, product, "taken"), customer_id="free")
    assert edited.status == "approved"
    assert edited.conflict is None
    assert counted()[:3] == (1, 1, 0)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"note": "late"}, "approved"),
        ({"nominal": Decimal(999)}, "pending"),
        ({"date": date(2026, 1, 1)}, "pending"),
        ({"multiplier": Decimal(2)}, "pending"),
    ],
)
def test_an_approval_holds_for_the_values_it_was_given_for_OM_9(
    owner, stranger, product, changed, status
):
    make_reservation(stranger, product, "x", by=make_admin())
    approved = approval.approve(make_deposit(owner, product, "x").pk, by=make_admin("boss"))
    edited = edit(approved, **changed)
    assert edited.status == status
    assert edited.decided_by_name == ("boss" if status == "approved" else "")


def test_an_imported_pending_deposit_still_waits_after_an_edit(record):
    record.status = "pending"
    record.save()
    assert edit(record, nominal=Decimal(2)).status == "pending"


def test_another_spelling_of_the_same_amount_is_no_change_SE_10(record):
    edit(record, nominal=Decimal("1.0E5"), multiplier=Decimal("1.0"), note="late")
    assert Event.objects.about(record).last().before == {"note": ""}


def test_a_stale_edit_is_refused_and_changes_nothing(record):
    edit(record, note="first")
    with pytest.raises(entries.StaleVersion) as stale:
        edit(record, version=1, nominal=Decimal(1))
    assert stale.value.record.note == "first"
    assert counted()[3] == Decimal(100_000)


def test_an_impossible_edit_is_refused_OM_1(record):
    with pytest.raises(ValidationError):
        edit(record, nominal=Decimal(-1))
    assert counted()[3] == Decimal(100_000)


def test_a_declined_deleted_or_purged_record_is_not_edited_OM_9(record, owner, admin):
    trash.delete(record.pk, by=owner)
    with pytest.raises(entries.NotEditable):
        edit(record)
    trash.purge(record.pk, by=admin)
    with pytest.raises(entries.NotEditable):
        edit(record)


def test_staff_and_product_of_a_record_never_change_OM_9(record, stranger):
    record.staff = stranger
    with pytest.raises(ValueError, match="never change"):
        record.save()


def test_history_tells_who_changed_what_SE_10(record, admin):
    edit(record, by=admin, customer_id="y", multiplier=Decimal(2))
    submitted, edited = Event.objects.about(record)
    assert submitted.verb == "submit"
    assert submitted.actor_name == "owner"
    assert submitted.after["customer_id"] == "x"
    assert edited.verb == "edit"
    assert edited.actor_name == "admin"
    assert edited.before == {"customer_id": "x", "multiplier": "1.00", "total": "100000.00"}
    assert edited.after == {"customer_id": "y", "multiplier": "2.00", "total": "200000.00"}
