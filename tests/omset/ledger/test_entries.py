"""Entering deposits: accepted, refused, repeated, and the numbers after it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from crm.audit.models import Event
from crm.mongo.append_only import AppendOnly
from crm.notifications.models import Notification
from members import reservations
from omset.ledger import entries
from omset.models import OmsetRecord
from tests.make import (
    make_admin,
    make_deposit,
    make_master,
    make_product,
    make_reservation,
    make_staff,
)
from tests.omset.ledger.submitting import counted, edit, inbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_differs")]
ENTRY = entries.Entry(date(2026, 2, 1), "Budi 01", Decimal(100_000))


def submit(entry, owner, product, key="k", by=None):
    return entries.submit(entry, by=by or owner, staff=owner, product=product, idempotency_key=key)


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

    monkeypatch.setattr(entries, "add_event", fail)
    with pytest.raises(RuntimeError):
        make_deposit(owner, product)
    assert OmsetRecord.objects.count() == 0
    assert counted() == (0, 0, 0, 0)


def test_two_staff_members_do_not_touch_each_other(owner, product):
    make_deposit(owner, product, "x")
    make_deposit(make_staff(), product, "x", day="2026-01-01")
    assert counted()[:3] == (2, 2, 0)


def test_a_rename_into_a_group_changes_the_kinds_there_OM_9(owner, product):
    earlier_deposit = make_deposit(owner, product, "y", "2026-02-10")
    edit(make_deposit(owner, product, "x", "2026-02-05"), customer_id="Y")
    earlier_deposit.refresh_from_db()
    assert earlier_deposit.kind == "RDP"
    assert counted()[:3] == (2, 1, 1)
