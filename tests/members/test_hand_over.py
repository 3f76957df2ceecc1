"""Somebody is given rows or a customer at the moment in which their account is closed (RO-12).

Each verb reads what the other writes: with reading alone both would commit (write skew).
"""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from crm.staff.accounts import people
from crm.staff.accounts.hand_over import works_as_staff
from crm.staff.models import User
from members import reservations
from members.batches.assignment import assign_rows
from members.draws.assignment import draw_for
from members.draws.requests import approve, ask
from members.draws.take import NoReceiver
from members.models import MemberRow, Reservation
from members.reservations import moving
from tests.make import make_reservation, make_staff
from tests.members.make import make_database

REFUSED = (NoReceiver, reservations.NotStaff)
LONGEST_PAUSE = 0.02
TIMES = 12


def together(*verbs):
    """Run the verbs in threads of their own, begun at once; True of each that was not refused."""
    barrier = Barrier(len(verbs))

    def run(verb):
        try:
            barrier.wait()
            time.sleep(random.uniform(0, LONGEST_PAUSE))
            verb()
        except REFUSED:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as threads:
        return list(threads.map(run, verbs))


def drawn(person, product, admin):
    database = make_database(product)
    return lambda: draw_for(person, database.pk, 1, by=admin)


def assigned(person, product, admin):
    database = make_database(product, kind="bonanza")
    row = MemberRow.objects.filter(database_id=database.pk).first()
    return lambda: assign_rows(database.pk, [row.pk], person, by=admin)


def requested(person, product, admin):
    database = make_database(product)
    key = f"key{random.random()}"
    request = ask(staff=person, database_id=database.pk, count=1, idempotency_key=key)
    return lambda: approve(request.pk, by=admin)


def reserved(person, product, admin):
    customer = {"customer_id": f"c{random.random()}", "product": product, "phone": "0812"}
    waiting = reservations.request(staff=person, **customer)
    return lambda: reservations.approve(waiting.pk, by=admin)


def moved(person, product, admin):
    reservation = make_reservation(make_staff(), product, f"c{random.random()}", by=admin)
    return lambda: moving.move(reservation.pk, person, by=admin)


GIVING = (drawn, assigned, requested, reserved, moved)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("giving", GIVING)
def test_RO_12_who_leaves_at_this_moment_is_given_nothing_afterwards(giving, product, admin):
    for _time in range(TIMES):
        person = make_staff()
        gone = []

        def deactivate(person=person, gone=gone):
            people.deactivate(person.pk, by=admin)
            gone.append(in_hand(person))

        together(giving(person, product, admin), deactivate)
        # What they had when the account was closed is all that they have.
        assert in_hand(person) == gone[0]


def in_hand(person):
    rows = MemberRow.objects.with_staff(person.pk).count()
    return rows + Reservation.objects.approved().filter(staff_id=person.pk).count()


@pytest.mark.django_db
@pytest.mark.parametrize("giving", GIVING)
def test_RO_12_an_account_that_was_loaded_before_is_read_again(giving, product, admin):
    person = make_staff()
    give = giving(person, product, admin)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert person.is_active
    with pytest.raises(REFUSED):
        give()
    assert in_hand(person) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("giving", GIVING)
def test_RS_2_who_became_an_admin_meanwhile_is_given_nothing(giving, product, admin):
    person = make_staff()
    give = giving(person, product, admin)
    User.objects.filter(pk=person.pk).update(role="admin")
    with pytest.raises(REFUSED):
        give()
    assert in_hand(person) == 0


@pytest.mark.django_db
def test_staff_are_whoever_is_active_and_decides_nothing(owner, admin):
    assert works_as_staff(owner.pk)
    assert not works_as_staff(admin.pk)
    people.deactivate(owner.pk, by=admin)
    assert not works_as_staff(owner.pk)
