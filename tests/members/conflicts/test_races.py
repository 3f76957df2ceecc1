"""A reservation and a draw, an upload or a list of do-not-contact at the same moment.

Each reads what the other writes: with reading alone both would commit (write skew).
"""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from crm.mongo.transaction import transactional
from crm.notifications.models import Notification
from members import reservations
from members.conflicts.marks import mark_rows
from members.customers import do_not_contact
from members.draws.assignment import draw_for
from members.draws.proof import verify
from members.draws.take import TooFew
from members.models import ConflictEvent, MemberRow, Reservation, RowStatus
from tests.members.make import add_rows, make_database
from tests.members.rows import make_row, plain_database

pytestmark = pytest.mark.django_db(transaction=True)
INTERLEAVINGS = 200
# Of one that writes more it takes longer until it meets the other.
LONGEST_PAUSE = {"reserve": 0.002, "exclude": 0.002, "draw": 0.09, "load": 0.01}


def both(*verbs):
    """Run the verbs in threads of their own, begun together, give or take some milliseconds."""
    barrier = Barrier(len(verbs))

    def run(verb):
        try:
            barrier.wait()
            time.sleep(random.uniform(0, LONGEST_PAUSE[verb.__name__]))
            return verb()
        except TooFew:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as threads:
        return list(threads.map(run, verbs))


def reserving(staff, product, customer, by):
    @transactional
    def reserve():
        reservation = reservations.add(by=by, staff=staff, customer_id=customer, product=product)
        mark_rows(Reservation.objects.get(pk=reservation.pk), by=by)

    return reserve


def drawing(database, staff, by):
    def draw():
        return draw_for(staff, database.pk, 1, by=by)

    return draw


def loading(database, customer):
    def load():
        return add_rows(database, [customer])

    return load


def excluding(customer, by):
    def exclude():
        return do_not_contact.add(by=by, customer_id=customer, reason="asked us")

    return exclude


def test_RS_8_no_interleaving_of_a_reservation_and_a_draw_ends_in_both_without_a_flag(
    owner, stranger, admin, product
):
    databases = [plain_database(product) for _ in range(INTERLEAVINGS)]
    rows = [make_row(each, f"user{number:03}") for number, each in enumerate(databases)]
    for database, row in zip(databases, rows, strict=True):
        both(reserving(stranger, product, row.customer_id, admin), drawing(database, owner, admin))
    stored = MemberRow.objects.in_bulk([row.pk for row in rows]).values()
    drawn = {row.pk for row in stored if row.status == RowStatus.ASSIGNED}
    assert {row.status for row in stored} == {RowStatus.ASSIGNED, RowStatus.RESERVED}
    assert {row.pk for row in stored if row.is_conflict} == drawn
    assert {event.row_id for event in ConflictEvent.objects.all()} == drawn
    notices = Notification.objects.filter(user_id=owner.pk, kind="row-taken")
    assert notices.count() == len(drawn)
    assert [fault for each in databases[::10] for fault in verify(each).faults] == []


def test_RS_11_no_row_is_loaded_past_a_reservation(owner, admin, product):
    database = make_database(product, 0)
    for number in range(20):
        customer = f"user{number:03}"
        both(reserving(owner, product, customer, admin), loading(database, customer))
    rows = MemberRow.objects.of(database.pk)
    assert rows.count() == 20
    assert rows.exclude(status=RowStatus.RESERVED).count() == 0
    assert verify(database).faults == []


def test_nobody_is_drawn_or_loaded_past_the_list_of_do_not_contact(owner, admin, product):
    database = make_database(product, 0)
    for number in range(20):
        customer = f"user{number:03}"
        both(
            excluding(customer, admin), loading(database, customer), drawing(database, owner, admin)
        )
    rows = MemberRow.objects.of(database.pk)
    assert rows.exclude(is_do_not_contact=True).count() == 0
    notices = Notification.objects.filter(user_id=owner.pk, kind="do-not-contact")
    assert notices.count() == rows.filter(status=RowStatus.ASSIGNED).count()
    assert verify(database).faults == []
