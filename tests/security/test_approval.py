"""No way around the approval of a deposit, and no look at a colleague's deposits through it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from omset import ledger
from omset.models import OmsetRecord
from tests.make import make_deposit, make_reservation

LAST_OF_COLLEAGUE = "Last deposit there"


@pytest.fixture
def conflict(owner, stranger, product):
    """A deposit of `owner` that waits because `stranger` holds the customer."""
    make_reservation(stranger, product, "taken")
    return make_deposit(owner, product, "taken")


def test_an_imported_deposit_waits_on_after_a_detour_into_a_conflict(owner, conflict, product):
    record = make_deposit(owner, product, "free")
    OmsetRecord.objects.filter(pk=record.pk).update(status="pending", kind=None)
    entry = ledger.Entry(date(2026, 2, 1), "free", Decimal(5))
    for version, customer in enumerate(("taken", "free", "other"), start=1):
        stated = replace(entry, customer_id=customer)
        record = ledger.edit(record.pk, stated, by=owner, version=version)
    assert (record.status, record.conflict) == ("pending", None)


def test_only_admins_read_when_the_colleague_had_a_deposit(owner, admin, conflict, client_of):
    owners, admins = (
        client_of(person).get(conflict.get_absolute_url()).content.decode()
        for person in (owner, admin)
    )
    assert (LAST_OF_COLLEAGUE in owners, LAST_OF_COLLEAGUE in admins) == (False, True)
