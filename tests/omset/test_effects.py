"""What an approved deposit brings with it (OM-5); products beside each other (OM-20)."""

from datetime import date

import pytest

from omset import numbers
from omset.ledger import approval, trash
from omset.ledger.evidence import last_deposit
from omset.models import OmsetRecord
from tests.make import make_admin, make_deposit, make_product, make_reservation

pytestmark = pytest.mark.django_db


def last_of(staff, product):
    return last_deposit(staff.pk, "x", product.pk)


def test_OM_5_an_approved_deposit_recounts_its_group(owner, product):
    later = make_deposit(owner, product, "x", "2026-02-09")
    make_deposit(owner, product, "X ", "2026-02-07")
    assert OmsetRecord.objects.get(pk=later.pk).kind == "RDP"
    sums = dict(numbers.grouped(numbers.TallyScope(), "day"))
    assert {day.day: (row.ndp, row.rdp) for day, row in sums.items()} == {7: (1, 0), 9: (0, 1)}


def test_OM_5_the_last_deposit_is_the_latest_date_not_the_latest_entry(owner, product):
    make_reservation(owner, product, "x")
    make_deposit(owner, product, "x", "2026-01-20")
    make_deposit(owner, product, "x", "2026-01-05")
    assert last_of(owner, product) == date(2026, 1, 20)


def test_OM_5_what_waits_was_declined_or_deleted_is_no_last_deposit(owner, stranger, product):
    boss = make_admin()
    make_deposit(owner, product, "x", "2026-01-05")
    deleted = make_deposit(owner, product, "x", "2026-01-20")
    trash.delete(deleted.pk, by=owner)
    make_reservation(stranger, product, "x", by=boss)
    waiting = make_deposit(owner, product, "x", "2026-01-21")
    declined = make_deposit(owner, product, "x", "2026-01-22")
    approval.decline(declined.pk, by=boss, reason="no")
    assert last_of(owner, product) == date(2026, 1, 5)
    approval.approve(waiting.pk, by=boss)
    assert last_of(owner, product) == date(2026, 1, 21)
    assert last_of(stranger, product) is None


def test_OM_20_a_customer_counts_in_each_product_by_itself(owner, stranger, product):
    other = make_product("Q")
    for sold in (product, other):
        make_deposit(owner, sold, "x", "2026-02-01")
        make_deposit(owner, sold, "x", "2026-02-02")
    make_deposit(stranger, product, "x", "2026-02-02")
    result = numbers.breakdown(numbers.TallyScope())
    counts = [(row.ndp, row.rdp) for _day, row in result.spans]
    assert counts == [(2, 0), (1, 2)]
    own = {part.key: (part.numbers.ndp, part.numbers.rdp) for part in result.staff}
    assert own == {owner.pk: (2, 2), stranger.pk: (1, 0)}
    assert {part.key: (part.numbers.ndp, part.numbers.rdp) for part in result.products} == {
        product.pk: (2, 1),
        other.pk: (1, 1),
    }
