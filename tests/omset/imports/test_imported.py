"""What an import leaves in the ledger, in the numbers and in history (OM-2)."""

from decimal import Decimal

import pytest
from django.db import connection

from crm.audit.models import Event
from crm.mongo.rows import collection
from omset import numbers
from omset.ledger import entries, trash
from omset.locks import recount_due
from omset.models import OmsetRecord, StaffLock
from omset.reconciliation.recount import after_import
from tests.make import make_deposit, make_reservation, make_staff
from tests.omset.imports.conftest import HEADINGS
from tests.omset.reference import drift

pytestmark = pytest.mark.django_db


def test_OM_2_an_imported_row_is_stored_like_a_deposit_entered_by_hand(bring, andi, naga):
    bring("05/01/2026, Budi 01 ,11.77,1.5,TAMBAHAN", headings=f"{HEADINGS},kelipatan,ket")
    imported = connection.get_collection("omset_omsetrecord").find_one()
    make_deposit(andi, naga, "Budi 01", "2026-01-05", "11.77", multiplier="1.5", note="TAMBAHAN")
    entered = connection.get_collection("omset_omsetrecord").find_one(
        {"_id": {"$ne": imported["_id"]}}
    )
    own = {"_id", "idempotency_key", "batch", "created_at", "updated_at", "created_by_name"}
    assert set(imported) == set(entered)
    assert {name: _plain(imported[name]) for name in set(imported) - own} == {
        name: _plain(entered[name]) for name in set(entered) - own
    }


def _plain(value):
    return value.to_decimal() if hasattr(value, "to_decimal") else value


def test_what_the_trash_holds_is_not_imported_again(bring, andi):
    bring("2026-01-05,a,5")
    trash.delete(OmsetRecord.objects.get().pk, by=andi)
    again = bring("2026-01-05,a,5")
    assert again["inserted"] == 0
    assert again["unchanged"] == 1


def test_an_import_opens_no_conflicts(bring, naga):
    make_reservation(make_staff(), naga, "budi01")
    bring("2026-01-05,budi01,5")
    record = OmsetRecord.objects.get()
    assert record.status == "approved"
    assert record.conflict is None


def test_kinds_are_right_whatever_the_order_and_whatever_was_there(bring, andi, naga):
    make_deposit(andi, naga, "b", "2026-01-03", 5)
    bring(
        "2026-01-09,a,5,",
        "2026-01-07,a,5,",
        "2026-01-04,b,5,",
        "2026-01-01,c,5,tambahan",
        "2026-01-02,c,5,",
        headings=f"{HEADINGS},note",
    )
    kinds = OmsetRecord.objects.order_by("customer_id", "date").values_list("customer_id", "kind")
    assert list(kinds) == [
        ("a", "NDP"),
        ("a", "RDP"),
        ("b", "NDP"),
        ("b", "RDP"),
        ("c", "RDP"),
        ("c", "NDP"),
    ]
    assert drift() == []


def test_history_keeps_one_event_for_each_batch_and_staff_member(bring):
    make_staff("Bayu")
    lines = ["2026-01-05,a,5,andi", "2026-01-05,b,5,andi", "2026-01-05,a,5,bayu"]
    batch = bring(*lines, headings=f"{HEADINGS},staff")["batch"]
    bring(*lines, headings=f"{HEADINGS},staff")
    assert set(OmsetRecord.objects.values_list("batch", flat=True)) == {batch}
    events = Event.objects.filter(subject=batch, verb="import").order_by("pk")
    assert sorted((event.after["staff"], event.after["inserted"]) for event in events) == [
        ("Andi", 2),
        ("Bayu", 1),
    ]


def test_pages_are_told_of_the_recount_only_while_it_is_due(bring, andi):
    bring("2026-01-05,a,5")
    assert StaffLock.objects.get(pk=andi.pk).recount_due_since is None
    assert recount_due() is False


def test_the_numbers_follow_and_later_events_find_them_right(bring, andi):
    bring("2026-01-05,a,100", "2026-01-06,a,50", "2026-01-06,b,50")
    first = OmsetRecord.objects.get(nominal=100)
    entries.edit(first.pk, entries.Entry(first.date, "c", Decimal(100)), by=andi, version=1)
    total = numbers.total(numbers.TallyScope())
    assert total.records == 3
    assert total.ndp == 3
    assert total.rdp == 0
    assert total.total == Decimal("200.00")
    assert drift() == []


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("2026-01-05,a,0", "nominal"),
        ("2026-01-05,a,-5", "nominal"),
        ("2026-01-05, ,5", "customer_id"),
        ("2026-02-30,a,5", "date"),
        ("2999-01-01,a,5", "date"),
    ],
)
def test_OM_2_many_rows_at_once_obey_the_rules_of_a_single_entry(row, field, bring):
    outcome = bring(row, "2026-01-05,b,5")
    assert [error["field"] for error in outcome["errors"]] == [field]
    assert list(OmsetRecord.objects.values_list("customer_id", flat=True)) == ["b"]


def test_an_import_that_was_killed_between_key_and_record_is_finished_by_the_next(bring, andi):
    bring("2026-01-05,a,5", "2026-01-06,b,7")
    lost = OmsetRecord.objects.get(customer_id="a")
    collection(OmsetRecord).delete_one({"_id": lost.pk})
    after_import(andi.pk)
    outcome = bring("2026-01-05,a,5", "2026-01-06,b,7")
    assert outcome["inserted"] == 1
    assert outcome["unchanged"] == 1
    assert OmsetRecord.objects.get(customer_id="a").pk == lost.pk
    assert drift() == []
