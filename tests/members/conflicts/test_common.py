"""A customer whose id is a text of thousands of rows: a city, a bank (RS-8, RS-12)."""

import pytest

from members import reservations
from members.conflicts import marks
from members.conflicts.marks import MarkedRows
from members.customers import do_not_contact
from members.databases import common
from members.databases.common import common_keys
from members.databases.counts import find_faults
from members.draws.assignment import draw_for
from members.draws.proof import verify
from members.models import MemberRow, PoolEvent
from members.reservations.additions import add_counting
from tests.make import make_reservation
from tests.members.make import add_rows, make_database

pytestmark = pytest.mark.django_db
CITY = "Jakarta"
COLUMNS = ("username", "nama", "hp", "kota")


@pytest.fixture(autouse=True)
def four_rows_are_many(monkeypatch):
    monkeypatch.setattr(common, "MOST_ROWS", 3)


def people(count, *, city=CITY, start=0):
    return [[f"user{start + n:02}", "", "", city] for n in range(count)]


@pytest.fixture
def database(product):
    return make_database(product, people(4), columns=COLUMNS)


def statuses():
    return dict(MemberRow.objects.values_list("customer_id", "status"))


def test_up_to_the_limit_any_cell_is_the_customer(owner, product):
    make_database(product, people(3), columns=COLUMNS)
    make_reservation(owner, product, CITY)
    assert set(statuses().values()) == {"reserved"}


def test_beyond_it_only_the_column_of_the_customer_is(owner, product, admin, database):
    add_rows(database, [["jakarta", "", "", "Bandung"]])
    _reservation, marked = add_counting(by=admin, staff=owner, customer_id=CITY, product=product)
    assert marked == MarkedRows(1, 0)
    assert statuses() == {f"user{n:02}": "available" for n in range(4)} | {"jakarta": "reserved"}
    assert list(find_faults()) == []


def test_what_is_left_alone_can_be_drawn_and_is_proven(owner, stranger, product, admin, database):
    make_reservation(owner, product, CITY)
    draw = draw_for(stranger, database.pk, 4, by=admin)
    assert len(draw.taken) == 4
    assert not MemberRow.objects.in_conflict().exists()
    assert verify(database).faults == []


def test_an_upload_leaves_them_alone_too(owner, product, database):
    make_reservation(owner, product, CITY)
    add_rows(database, [*people(2, start=10), [CITY, "", "", ""]])
    reserved = MemberRow.objects.filter(status="reserved").values_list("customer_id", flat=True)
    assert list(reserved) == [CITY]


def test_who_must_not_be_contacted_takes_no_city_out_of_draws(product, admin, database):
    add_rows(database, [[CITY, "", "", "Bandung"]])
    do_not_contact.add(by=admin, customer_id=CITY, reason="asked")
    add_rows(database, people(1, start=20))
    listed = MemberRow.objects.filter(is_do_not_contact=True)
    assert list(listed.values_list("customer_id", flat=True)) == [CITY]


def test_what_was_marked_before_stays_so_until_the_reservation_ends(
    owner, stranger, product, admin
):
    database = make_database(product, people(3), columns=COLUMNS)
    held = make_reservation(owner, product, CITY)
    add_rows(database, people(2, start=10))
    assert common_keys(["jakarta"]) == {"jakarta"}
    add_rows(database, people(2, start=20))
    assert list(statuses().values()).count("reserved") == 5
    draw = draw_for(stranger, database.pk, 2, by=admin)
    drawn = MemberRow.objects.filter(pk__in=draw.taken_ids).values_list("customer_id", flat=True)
    assert set(drawn) == {"user20", "user21"}
    reservations.release(held.pk, by=admin, reason="over")
    assert "reserved" not in statuses().values()
    assert list(find_faults()) == []
    assert verify(database).faults == []


def test_the_rows_of_one_transaction_are_bounded_and_its_events_small(
    owner, product, admin, monkeypatch
):
    monkeypatch.setattr(common, "MOST_ROWS", 2000)
    monkeypatch.setattr(marks, "ROWS_AT_ONCE", 2)
    database = make_database(product, people(5), columns=COLUMNS)
    held = make_reservation(owner, product, CITY, by=admin)
    reserves = PoolEvent.objects.filter(database_id=database.pk, verb="reserve")
    assert sorted(len(event.rows) for event in reserves) == [1, 2, 2]
    reservations.release(held.pk, by=admin, reason="over")
    assert set(statuses().values()) == {"available"}
    assert verify(database).faults == []
