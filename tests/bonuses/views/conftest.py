"""February with something in it that must not be counted."""

from datetime import date

import pytest

from bonuses.models import BonusPlan
from bonuses.months import closing
from omset.ledger import approval, trash
from tests.bonuses.views.changed_month import MILLION, TIERS
from tests.make import make_admin, make_deposit, make_reservation
from tests.remembered import remembered


@pytest.fixture
@remembered
def month(deposit, owner, stranger, product):
    """Owner: 71 million, 10 NDP on a day, so $20 + $2.50. Stranger: less. And what leaks."""
    deposit("2026-02-03", 10, 7 * MILLION)
    deposit("2026-02-04", 1, 1 * MILLION)
    deposit("2026-02-05", 1, 3 * MILLION, staff=stranger)
    leak(owner, stranger, product)


def leak(owner, stranger, product):
    """Pending, declined, deleted, another month: all of them large."""
    boss = make_admin("leak")
    make_reservation(stranger, product, "held", by=boss)
    make_deposit(owner, product, "held", "2026-02-06", 80 * MILLION)
    refused = make_deposit(owner, product, "held", "2026-02-07", 80 * MILLION)
    approval.decline(refused.pk, by=boss, reason="no")
    gone = make_deposit(owner, product, "gone", "2026-02-08", 80 * MILLION)
    trash.delete(gone.pk, by=owner)
    make_deposit(owner, product, "later", "2026-03-01", 80 * MILLION)


@pytest.fixture
@remembered
def changed(deposit, owner, stranger, product, admin):
    """Closed with 80 million, 11 records, $22.50; then three are deleted and one is entered."""
    gone = deposit("2026-02-03", 3, 10 * MILLION)
    deposit("2026-02-03", 7, 1 * MILLION)
    deposit("2026-02-04", 1, 43 * MILLION)
    deposit("2026-02-04", 1, 70 * MILLION, staff=stranger)
    closing.close(date(2026, 2, 1), by=admin)
    for record in gone:
        trash.delete(record.pk, by=owner)
    make_deposit(owner, product, "late", "2026-02-05", 15 * MILLION)
    draft = BonusPlan.objects.create(
        valid_from=date(2099, 1, 1), content={"currency": "USD", **TIERS}, created_by_name="admin"
    )
    return {"owner": owner.pk, "draft": draft.pk}
