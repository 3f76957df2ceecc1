"""Why a deposit is NDP or RDP: the rule and the records that decide it."""

from datetime import date

import pytest

from omset.ledger import trash
from omset.ledger.explain import explain
from omset.models import OmsetRecord
from tests.make import make_deposit, make_product, make_reservation

pytestmark = pytest.mark.django_db


def why(record):
    explanation = explain(OmsetRecord.objects.get(pk=record.pk))
    return explanation.reason, explanation.first, [row.pk for row in explanation.group]


def test_the_first_and_a_later_deposit_and_a_tambahan(owner, product):
    later = make_deposit(owner, product, day="2026-02-02")
    extra = make_deposit(owner, product, day="2026-02-02", note="tambahan")
    first = make_deposit(owner, product, day="2026-02-01")
    group = [first.pk, later.pk, extra.pk]
    day = date(2026, 2, 1)
    assert why(first) == ("first", day, group)
    assert why(later) == ("later", day, group)
    assert why(extra) == ("tambahan", day, group)


def test_only_tambahan_has_no_first_date_OM_16(owner, product):
    record = make_deposit(owner, product, note="tambahan")
    assert why(record) == ("only-tambahan", None, [record.pk])


def test_a_record_that_does_not_count_is_not_in_its_group(owner, stranger, product):
    make_reservation(stranger, product, "taken")
    pending = make_deposit(owner, product, "taken")
    deleted = make_deposit(owner, product, "x")
    trash.delete(deleted.pk, by=owner)
    assert why(pending) == why(deleted) == ("not-counted", None, [])


def test_other_staff_products_and_customers_are_not_in_the_group_OM_12(owner, stranger, product):
    record = make_deposit(owner, product, "x")
    make_deposit(stranger, product, "x", "2026-01-01")
    make_deposit(owner, make_product("Q"), "x", "2026-01-01")
    make_deposit(owner, product, "xx", "2026-01-01")
    assert why(record) == ("first", date(2026, 2, 1), [record.pk])
