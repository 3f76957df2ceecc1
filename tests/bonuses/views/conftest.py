"""February with something in it that must not be counted."""

import pytest

from omset.ledger import approval, trash
from tests.make import make_admin, make_deposit, make_reservation
from tests.remembered import remembered

MILLION = 1_000_000


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
