"""What a reservation does to the rows of its customer (RS-8 to RS-14)."""

import pytest

from crm.mongo.transaction import transactional
from crm.notifications.models import Notification
from members.conflicts.marks import mark_rows, unmark_rows
from members.models import (
    ConflictEvent,
    DatabaseKind,
    MemberRow,
    PoolEvent,
    Reservation,
    RowStatus,
)
from members.reservations.additions import add_counting
from tests.make import make_product, make_staff
from tests.members.make import make_database
from tests.members.rows import make_row, stored

pytestmark = pytest.mark.django_db


@transactional
def end(reservation, by):
    unmark_rows(reservation, by=by)
    Reservation.objects.filter(pk=reservation.pk).delete()


@transactional
def move(reservation, staff, by):
    reservation.staff, reservation.staff_name = staff, staff.name
    reservation.save()
    mark_rows(reservation, by=by)


def reserve(staff, product, customer, by):
    return add_counting(by=by, staff=staff, customer_id=customer, product=product)


def told(person):
    return list(
        Notification.objects.filter(user_id=person.pk, kind="row-taken").values_list(
            "facts", flat=True
        )
    )


def log():
    return list(ConflictEvent.objects.order_by("id").values_list("change", "staff_name"))


def test_43_rows_of_a_colleague_are_flagged_in_every_kind_of_database_and_they_are_told_once(
    owner, stranger, admin, product
):
    rows = [
        make_row(
            make_database(product, kind=kind), cells=["07", " Budi.01 "], customer="", staff=owner
        )
        for kind in (DatabaseKind.NORMAL, DatabaseKind.WD)
    ]
    elsewhere = make_row(make_database(make_product()), "budi01", staff=owner)
    reservation, marked = reserve(stranger, product, "BUDI01", admin)
    assert marked.conflicts == 2
    assert [stored(row).is_conflict for row in rows] == [True, True]
    assert [stored(row).status for row in rows] == ["assigned", "assigned"]
    assert stored(elsewhere).reservation_id is None
    assert told(owner) == [{"customer": "BUDI01", "product": "P", "staff": "stranger"}]
    assert log() == [("taken", "owner")] * 2
    end(reservation, admin)
    assert [stored(row).is_conflict for row in rows] == [False, False]


def test_RS_25_the_log_survives_the_end_of_the_reservation(owner, stranger, admin, product):
    make_row(make_database(product), "budi01", staff=owner)
    reservation, _marked = reserve(stranger, product, "budi01", admin)
    end(reservation, admin)
    assert log() == [("taken", "owner"), ("cleared", "owner")]
    [taken, cleared] = ConflictEvent.objects.order_by("id")
    assert taken.customer_id == "budi01"
    assert taken.reserved_for_name == "stranger"
    assert cleared.reserved_for_name == "stranger"
    assert cleared.reservation_id == reservation.pk


def test_44_a_move_clears_the_new_owner_and_flags_the_old_one(owner, stranger, admin, product):
    database = make_database(product)
    of_owner = make_row(database, "budi01", staff=owner)
    of_stranger = make_row(database, "budi01", staff=stranger)
    reservation, _marked = reserve(owner, product, "budi01", admin)
    assert not stored(of_owner).is_conflict
    assert stored(of_stranger).is_conflict
    move(reservation, stranger, admin)
    assert stored(of_owner).is_conflict
    assert not stored(of_stranger).is_conflict
    assert stored(of_stranger).reserved_for_id == stranger.pk
    assert log() == [("taken", "stranger"), ("taken", "owner"), ("cleared", "stranger")]


def test_RS_11_an_available_row_is_reserved_and_free_again_at_the_end(owner, admin, product):
    row = make_row(make_database(product), "budi01")
    reservation, marked = reserve(owner, product, "budi01", admin)
    assert marked == (1, 0)
    assert stored(row).status == RowStatus.RESERVED
    assert stored(row).reserved_for_id == owner.pk
    end(reservation, admin)
    assert stored(row).status == RowStatus.AVAILABLE
    assert stored(row).reservation_id is None
    events = PoolEvent.objects.exclude(verb="join").order_by("sequence")
    assert list(events.values_list("verb", flat=True)) == ["reserve", "free"]


@pytest.mark.parametrize("status", RowStatus.values)
def test_every_row_is_marked_whatever_its_status(status, owner, stranger, admin, product):
    holder = stranger if status in ("assigned", "invalid") else None
    row = make_row(make_database(product), "budi01", staff=holder, status=status)
    reservation, _marked = reserve(owner, product, "budi01", admin)
    assert stored(row).reservation_id == reservation.pk
    assert stored(row).status == ("reserved" if status == "available" else status)


def test_RS_12_short_numbers_in_other_cells_are_no_customers(owner, admin, product):
    database = make_database(product)
    age = make_row(database, cells=["4711", "budi01"], customer="budi01")
    own = make_row(database, "4711")
    reserve(owner, product, "4711", admin)
    assert stored(age).reservation_id is None
    assert stored(own).status == RowStatus.RESERVED


def test_RS_11_a_row_of_two_customers_stays_reserved_for_the_other(owner, stranger, admin, product):
    row = make_row(make_database(product), cells=["budi01", "andi02"], customer="budi01")
    first, _marked = reserve(owner, product, "budi01", admin)
    second, _marked = reserve(stranger, product, "andi02", admin)
    end(first, admin)
    assert stored(row).status == RowStatus.RESERVED
    assert stored(row).reservation_id == second.pk
    end(second, admin)
    assert stored(row).status == RowStatus.AVAILABLE


def test_RS_13_a_move_leaves_no_old_owner_on_reserved_rows(owner, stranger, admin, product):
    row = make_row(make_database(product), "budi01")
    reservation, _marked = reserve(owner, product, "budi01", admin)
    move(reservation, stranger, admin)
    assert stored(row).reserved_for_id == stranger.pk
    assert stored(row).status == RowStatus.RESERVED


def test_who_has_three_rows_is_told_once_and_each_holder_is_told(owner, stranger, admin, product):
    third = make_staff("third")
    database = make_database(product)
    for _row in range(3):
        make_row(database, "budi01", staff=owner)
    make_row(database, "budi01", staff=third)
    _reservation, marked = reserve(stranger, product, "budi01", admin)
    assert marked.conflicts == 4
    assert len(told(owner)) == 1
    assert len(told(third)) == 1
    assert told(stranger) == []


def test_marking_again_changes_and_tells_nothing(owner, stranger, admin, product):
    make_row(make_database(product), "budi01", staff=owner)
    reservation, _marked = reserve(stranger, product, "budi01", admin)
    assert mark_rows(reservation, by=admin) == (0, 0)
    assert len(told(owner)) == 1
    assert len(log()) == 1


def test_a_customer_without_rows_costs_no_event(owner, admin, product):
    make_row(make_database(product), "andi02")
    _reservation, marked = reserve(owner, product, "budi01", admin)
    assert marked == (0, 0)
    assert MemberRow.objects.exclude(reservation_id=None).count() == 0
