"""Entering and correcting deposits: accepted, refused, repeated, and the numbers after it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from crm.audit.models import AppendOnly, Event
from crm.notifications.models import Notification
from members import reservations
from omset import numbers
from omset.ledger import approval, entries, trash
from omset.models import OmsetRecord
from tests.make import (
    make_admin,
    make_deposit,
    make_master,
    make_product,
    make_reservation,
    make_staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_differs")]
ENTRY = entries.Entry(date(2026, 2, 1), "Budi 01", Decimal(100_000))


def submit(entry, owner, product, key="k", by=None):
    return entries.submit(entry, by=by or owner, staff=owner, product=product, idempotency_key=key)


def edit(record, by=None, version=None, **changed):
    fields = {name: getattr(record, name) for name in entries.Entry.__dataclass_fields__}
    entry = entries.Entry(**fields | changed)
    version = record.version if version is None else version
    return entries.edit(record.pk, entry, by=by or record.staff, version=version)


def counted():
    sums = numbers.total(numbers.TallyScope())
    return sums.records, sums.ndp, sums.rdp, sums.total


def inbox(kind):
    return sorted(Notification.objects.filter(kind=kind).values_list("user__name", flat=True))


def test_a_deposit_is_stored_as_stated_with_what_follows_from_it(owner, product):
    submit(replace(ENTRY, customer_id="  Budi 01 ", multiplier=Decimal("2.5")), owner, product)
    record = OmsetRecord.objects.get()
    assert record.customer_id == "Budi 01"
    assert record.customer_key == "budi01"
    assert record.total == Decimal(250_000)
    assert record.kind == "NDP"
    assert record.status == "approved"
    assert record.staff_name == "owner"
    assert record.product_name == "P"
    assert counted() == (1, 1, 0, Decimal(250_000))


@pytest.mark.parametrize(
    ("nominal", "multiplier", "total"),
    [("11.77", "1.5", "17.66"), ("0.01", "0.5", "0.01"), ("100000", "1.1", "110000.00")],
)
def test_the_total_is_exact_and_rounded_half_up_G_3(owner, product, nominal, multiplier, total):
    record = make_deposit(owner, product, nominal=nominal, multiplier=multiplier)
    record.refresh_from_db()
    assert str(record.total) == total


def test_an_impossible_deposit_is_refused_by_field_and_nothing_is_written_OM_1(owner, product):
    with pytest.raises(ValidationError) as refusal:
        submit(replace(ENTRY, customer_id=" ", nominal=Decimal(0)), owner, product)
    assert sorted(refusal.value.message_dict) == ["customer_id", "nominal"]
    assert OmsetRecord.objects.count() == 0
    assert Event.objects.count() == 0


def test_a_repeated_key_answers_with_the_first_record_SE_7(owner, product):
    first = submit(ENTRY, owner, product)
    assert submit(ENTRY, owner, product).pk == first.pk
    assert counted() == (1, 1, 0, Decimal(100_000))
    assert Event.objects.about(first).count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"customer_id": "other"},
        {"nominal": Decimal(1)},
        {"multiplier": Decimal(2)},
        {"date": date(2026, 1, 31)},
        {"note": "tambahan"},
    ],
)
def test_a_key_used_for_another_deposit_is_refused_SE_7(owner, product, changed):
    first = submit(ENTRY, owner, product)
    with pytest.raises(entries.KeyReused) as reused:
        submit(replace(ENTRY, **changed), owner, product)
    assert reused.value.record == first
    assert OmsetRecord.objects.count() == 1


def test_a_key_used_for_another_product_is_refused_SE_7(owner, product):
    submit(ENTRY, owner, product)
    with pytest.raises(entries.KeyReused):
        submit(ENTRY, owner, make_product())


def test_keys_of_two_people_are_two_keys_SE_7(owner, stranger, product):
    submit(ENTRY, owner, product)
    submit(ENTRY, stranger, product)
    assert OmsetRecord.objects.count() == 2


def test_a_customer_of_a_colleague_waits_and_counts_nowhere_OM_3_OM_4(owner, stranger, product):
    make_reservation(stranger, product, "BUDI01")
    record = submit(ENTRY, owner, product)
    assert record.status == "pending"
    assert record.kind is None
    assert record.conflict["staff"] == str(stranger.pk)
    assert counted() == (0, 0, 0, 0)


def test_ones_own_customer_and_one_of_another_product_count_OM_3(owner, stranger, product):
    make_reservation(owner, product, "own")
    make_reservation(stranger, make_product("Q"), "elsewhere")
    statuses = [make_deposit(owner, product, name).status for name in ("own", "elsewhere")]
    assert statuses == ["approved", "approved"]


def test_a_reservation_that_is_only_asked_for_holds_nothing_OM_3(owner, stranger, product):
    reservations.request(staff=stranger, customer_id="x", product=product, phone="0812345678")
    assert make_deposit(owner, product, "x").status == "approved"


@pytest.mark.parametrize("reserved", [".*", "a.b.c", "ab", "a(b"])
def test_a_reservation_is_compared_by_key_never_as_a_pattern_G_5(
    owner, stranger, product, reserved
):
    make_reservation(stranger, product, reserved)
    record = make_deposit(owner, product, "a-b")
    assert record.status == "approved"


def test_a_pending_deposit_reaches_every_admin_and_nobody_else_OM_6(owner, stranger, product):
    make_master("master")
    make_admin("idle", is_active=False)
    make_reservation(stranger, product, "x", by=make_admin("boss"))
    make_deposit(owner, product, "x")
    assert inbox("omset-pending") == ["boss", "master"]
    [text] = {row.text for row in Notification.objects.filter(kind="omset-pending")}
    assert text == "owner recorded x in P, which stranger has reserved. It waits for approval."


def test_an_admin_may_record_for_a_staff_member(owner, stranger, product, admin):
    make_reservation(owner, product, "x")
    record = make_deposit(owner, product, "x", by=admin)
    assert record.staff == owner
    assert record.created_by_name == "admin"
    assert record.status == "approved"


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


def test_history_is_never_changed_or_removed_SE_10(record):
    event = Event.objects.about(record).get()
    for forbidden in (event.save, event.delete, Event.objects.all().delete):
        with pytest.raises(AppendOnly):
            forbidden()
    with pytest.raises(AppendOnly):
        Event.objects.update(verb="nothing")


def test_a_failing_event_leaves_no_trace_SE_8(owner, product, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(entries, "note_event", fail)
    with pytest.raises(RuntimeError):
        make_deposit(owner, product)
    assert OmsetRecord.objects.count() == 0
    assert counted() == (0, 0, 0, 0)


def test_two_staff_members_do_not_touch_each_other(owner, product):
    make_deposit(owner, product, "x")
    make_deposit(make_staff(), product, "x", day="2026-01-01")
    assert counted()[:3] == (2, 2, 0)


def test_a_rename_into_a_group_changes_the_kinds_there_OM_9(owner, product):
    known = make_deposit(owner, product, "y", "2026-02-10")
    edit(make_deposit(owner, product, "x", "2026-02-05"), customer_id="Y")
    known.refresh_from_db()
    assert known.kind == "RDP"
    assert counted()[:3] == (2, 1, 1)
