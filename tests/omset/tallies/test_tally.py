"""Each verb and what it does to the numbers; writes bulk-made rows right again."""

from decimal import Decimal

import pytest

from crm.mongo.rows import midnight
from omset import numbers
from omset.ledger import approval, entries, trash
from omset.models import DailyTally, MonthlyTally, OmsetRecord, StaffLock
from omset.tallies import tally
from tests.make import make_deposit, make_product, make_reservation, make_staff
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


def counts():
    sums = numbers.total(numbers.TallyScope())
    return sums.records, sums.ndp, sums.rdp, sums.total


@pytest.fixture
@remembered
def records(owner, product):
    return [make_deposit(owner, product, day=day) for day in ("2026-02-01", "2026-02-03")]


def test_a_new_deposit_is_counted(records):
    assert counts() == (2, 1, 1, Decimal("200000.00"))


def test_case_1_an_earlier_deposit_entered_later_becomes_the_new_one(records, owner, product):
    earlier = make_deposit(owner, product, day="2026-01-31")
    kinds = OmsetRecord.objects.order_by("date").values_list("kind", flat=True)
    assert earlier.kind == "NDP"
    assert list(kinds) == ["NDP", "RDP", "RDP"]


def test_OM_17_a_new_deposit_and_a_tambahan_on_one_day_are_one_of_each(owner, product):
    make_deposit(owner, product)
    make_deposit(owner, product, note="Depo TaMbAhAn malam")
    assert counts() == (2, 1, 1, Decimal("200000.00"))


def test_OM_18_a_customer_new_in_two_products_counts_twice(owner, product):
    make_deposit(owner, product)
    make_deposit(owner, make_product())
    assert counts()[1:3] == (2, 0)


def test_OM_4_a_pending_deposit_counts_nowhere_until_it_is_approved(owner, admin, product):
    make_reservation(make_staff(), product)
    record = make_deposit(owner, product)
    assert record.status == "pending"
    assert counts()[0] == 0
    approval.approve(record.pk, by=admin)
    assert counts() == (1, 1, 0, Decimal("100000.00"))


def test_case_14_the_next_deposit_is_new_while_the_first_is_in_the_trash(records, owner, admin):
    trash.delete(records[0].pk, by=owner)
    assert counts() == (1, 1, 0, Decimal("100000.00"))
    trash.restore(records[0].pk, by=admin)
    assert counts() == (2, 1, 1, Decimal("200000.00"))


def test_OM_9_editing_the_customer_recounts_both_groups(records, owner):
    entry = entries.Entry(records[0].date, "someone else", Decimal(100_000))
    entries.edit(records[0].pk, entry, by=owner, version=1)
    assert counts() == (2, 2, 0, Decimal("200000.00"))


def test_a_month_is_the_sum_of_its_days(records, owner, product):
    make_deposit(owner, product, day="2026-02-03", customer="y", multiplier="1.5")
    month = MonthlyTally.objects.get()
    assert month.records == 3
    assert month.ndp == 2
    assert month.rdp == 1
    assert month.days_worked == 2
    assert month.forms == Decimal("3.50")
    assert month.total == Decimal("350000.00")


def test_the_last_deposit_of_a_day_takes_its_rows_along(owner, product):
    trash.delete(make_deposit(owner, product).pk, by=owner)
    assert DailyTally.objects.count() == 0
    assert MonthlyTally.objects.count() == 0


def test_a_record_never_changes_its_staff_member(records, stranger):
    records[0].staff = stranger
    with pytest.raises(ValueError, match="OM-9"):
        records[0].save()


def test_recount_span_writes_what_is_missing_and_removes_what_is_too_much(records, owner):
    stale = DailyTally.objects.get(date="2026-02-01")
    stale.pk, stale.date = None, stale.date.replace(day=27)
    stale.save()
    DailyTally.objects.filter(date="2026-02-03").delete()
    month = midnight(stale.date.replace(day=1))
    tally.recount_span(owner.pk, month, month)
    days = DailyTally.objects.order_by("date").values_list("date", "records")
    assert [(day.day, records) for day, records in days] == [(1, 1), (3, 1)]


def test_every_event_lines_up_at_the_head_row(records, owner):
    assert StaffLock.objects.get(pk=owner.pk).events == 2
