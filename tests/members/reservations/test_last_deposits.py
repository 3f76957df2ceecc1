"""The last deposit of a reservation is what the ledger says (RS-19, case 49)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from crm.mongo.rows import collection, midnight
from members import reservations
from members.models import Reservation
from omset.ledger import approval, entries, trash
from omset.ledger.entries import Entry
from tests.make import make_deposit, make_product
from tests.members.reservations.life import days_ago, held, today

pytestmark = pytest.mark.django_db


def last():
    return Reservation.objects.get().last_deposit_on


def recount_differs():
    out = StringIO()
    try:
        call_command("recount", "--dry-run", stdout=out)
    except SystemExit:
        return [line for line in out.getvalue().splitlines() if line.startswith("reservation")]
    return []


def test_49_a_back_dated_entry_does_not_set_it_back(owner, admin, product):
    held(owner, product, by=admin)
    make_deposit(owner, product, "x", str(days_ago(10)))
    make_deposit(owner, product, "x", str(days_ago(25)))
    assert last() == days_ago(10)
    assert recount_differs() == []


def test_it_is_read_when_a_reservation_begins(owner, admin, product):
    make_deposit(owner, product, "x", str(days_ago(3)))
    reservation = reservations.request(
        staff=owner, customer_id="X", product=product, phone="0812345678"
    )
    assert last() is None
    reservations.approve(reservation.pk, by=admin)
    assert last() == days_ago(3)


def test_a_deletion_lowers_it_and_a_restoration_brings_it_back(owner, admin, product):
    held(owner, product, by=admin)
    make_deposit(owner, product, "x", str(days_ago(9)))
    record = make_deposit(owner, product, "x", str(days_ago(2)))
    trash.delete(record.pk, by=owner)
    assert last() == days_ago(9)
    trash.restore(record.pk, by=admin)
    assert last() == days_ago(2)


def test_an_edit_moves_it_with_the_customer(owner, admin, product):
    held(owner, product, by=admin)
    record = make_deposit(owner, product, "x", str(days_ago(2)))
    entry = Entry(date=days_ago(2), customer_id="y", nominal=record.nominal)
    entries.edit(record.pk, entry, by=owner, version=record.version)
    assert last() is None
    assert recount_differs() == []


def test_only_counted_deposits_of_the_owner_in_the_product_count(owner, stranger, admin, product):
    held(owner, product, by=admin)
    make_deposit(owner, make_product(), "x", str(today()))
    waiting = make_deposit(stranger, product, "x", str(today()))
    approval.approve(waiting.pk, by=admin)
    assert last() is None


@pytest.mark.parametrize("field", ["last_deposit_on", "grace_from"])
def test_recount_finds_and_repairs_a_wrong_date(field, owner, admin, product):
    held(owner, product, by=admin)
    make_deposit(owner, product, "x", str(days_ago(2)))
    collection(Reservation).update_one({}, {"$set": {field: midnight(date(2020, 1, 1))}})
    [line] = recount_differs()
    assert field in line
    call_command("recount", stdout=StringIO())
    assert recount_differs() == []
    assert last() == days_ago(2)


def test_an_approval_and_a_deposit_at_once_agree(owner, admin, product):
    requests = [
        reservations.request(staff=owner, customer_id=f"c{n}", product=product, phone="0812345678")
        for n in range(8)
    ]

    def do(verb):
        try:
            verb()
        finally:
            connection.close()

    verbs = [lambda pk=each.pk: reservations.approve(pk, by=admin) for each in requests]
    verbs += [lambda n=n: make_deposit(owner, product, f"c{n}", str(today())) for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(do, verbs[::2] + verbs[1::2]))
    assert set(Reservation.objects.values_list("last_deposit_on", flat=True)) == {today()}
    assert recount_differs() == []
