"""No way around the approval of a deposit, and no look at a colleague's deposits through it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bonuses.claims import checks
from members import reservations
from members.models import Reservation
from members.reservations.errors import NotStaff
from omset.ledger import entries
from omset.models import OmsetRecord
from tests.make import make_deposit, make_reservation
from tests.remembered import remembered

LAST_OF_COLLEAGUE = "Last deposit there"


@pytest.fixture
@remembered
def conflict(owner, stranger, product):
    """A deposit of `owner` that waits because `stranger` holds the customer."""
    make_reservation(stranger, product, "taken")
    return make_deposit(owner, product, "taken")


def test_an_imported_deposit_waits_on_after_a_detour_into_a_conflict(owner, conflict, product):
    record = make_deposit(owner, product, "free")
    OmsetRecord.objects.filter(pk=record.pk).update(status="pending", kind=None)
    entry = entries.Entry(date(2026, 2, 1), "free", Decimal(5))
    for version, customer in enumerate(("taken", "free", "other"), start=1):
        corrected = replace(entry, customer_id=customer)
        record = entries.edit(record.pk, corrected, by=owner, version=version)
    assert record.status == "pending"
    assert record.conflict is None


def test_only_admins_read_when_the_colleague_had_a_deposit(owner, admin, conflict, client_of):
    owners, admins = (
        client_of(person).get(conflict.get_absolute_url()).content.decode()
        for person in (owner, admin)
    )
    assert LAST_OF_COLLEAGUE not in owners
    assert LAST_OF_COLLEAGUE in admins


def promoted(person):
    person.role = "admin"
    person.save()
    return person


def test_who_asked_for_a_customer_does_not_approve_it_as_an_admin(owner, admin, product, client_of):
    result = reservations.request(staff=owner, customer_id="x", product=product, phone="0812345678")
    client = client_of(promoted(owner))
    one = client.post(f"/members/reserved/{result.pk}/approve/")
    many = client.post("/members/reserved/", {"action": "approve", "rows": [result.pk]})
    assert one.status_code == 409
    assert many.status_code == 200
    assert "ask another admin" in many.content.decode()
    assert Reservation.objects.get().is_pending
    # Customers are for staff (RS-2): nobody gives one to an admin, who has to be staff again.
    with pytest.raises(NotStaff):
        reservations.approve(result.pk, by=admin)
    owner.role = "staff"
    owner.save()
    reservations.approve(result.pk, by=admin)
    assert not Reservation.objects.get().is_pending


def test_who_claimed_a_bonus_does_not_approve_it_as_an_admin(owner, product, client_of):
    make_reservation(owner, product, "x")
    claim = checks.submit(staff=owner, customer_id="x", product=product)
    client = client_of(promoted(owner))
    one = client.post(f"/bonuses/checks/{claim.pk}/approve/")
    many = client.post("/bonuses/checks/", {"action": "approve", "rows": [claim.pk]})
    assert one.status_code == 409
    assert many.status_code == 200
    claim.refresh_from_db()
    assert claim.status == "submitted"
