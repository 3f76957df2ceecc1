"""Rows that are loaded: what each says of itself, of reservations and of others like it."""

import pytest

from crm.mongo.rows import collection
from members.imports.part.documents import row_id
from members.models import MemberRow, PoolEvent, RowStatus
from members.rules.draw import draw_key
from tests.make import make_product, make_reservation
from tests.members.make import add_rows, make_database

pytestmark = pytest.mark.django_db


def statuses(database):
    rows = MemberRow.objects.of(database.pk)
    return dict(rows.values_list("customer_id", "status"))


def test_DB_1_each_row_keeps_its_cells_and_is_available(product):
    database = make_database(product, [["Budi.01", "Budi Santoso", "0812-3456-7890"]])
    [row] = MemberRow.objects.of(database.pk)
    assert row.cells == ["Budi.01", "Budi Santoso", "0812-3456-7890"]
    assert row.customer_id == "Budi.01"
    assert row.customer_key == "budi01"
    assert row.phone == "+6281234567890"
    assert row.status == RowStatus.AVAILABLE
    assert set(row.terms) >= {"=budi01", "~budi", "~santoso", "#0987654321826"}


def test_rows_can_be_proven_from_the_first_day(product):
    database = make_database(product, 3)
    event = PoolEvent.objects.get(database_id=database.pk)
    for row in MemberRow.objects.of(database.pk):
        assert row.draw_key == draw_key(database.secret, str(row.pk), 0)
        assert row.joined == event.sequence
        assert row.pk == row_id(row.import_id, row.number)


def test_60_BZ_1_a_row_with_a_reserved_cell_starts_as_reserved(owner, product):
    held = make_reservation(owner, product, "User99")
    database = make_database(product, [["x1", "  user99 ", ""], ["x2", "user98", ""]])
    assert statuses(database) == {"x1": "reserved", "x2": "available"}
    row = MemberRow.objects.get(customer_id="x1")
    assert row.reservation_id == held.pk
    assert row.reserved_for_id == owner.pk


def test_RS_12_a_reservation_of_another_product_reserves_nothing(owner, product):
    make_reservation(owner, make_product(), "user99")
    database = make_database(product, ["user99"])
    assert statuses(database) == {"user99": "available"}


def test_a_customer_of_the_same_database_is_left_out(product):
    database = make_database(product, ["budi", "BUDI ", "ani"])
    assert statuses(database) == {"budi": "available", "ani": "available"}
    assert [row.customer_id for row in add_rows(database, ["Ani", "cici"])] == ["cici"]


def test_a_customer_of_another_database_of_the_product_is_marked(product):
    make_database(product, ["budi"])
    other = make_database(product, ["budi", "ani"], kind="wd")
    marks = dict(MemberRow.objects.of(other.pk).values_list("customer_id", "is_duplicate"))
    assert marks == {"budi": True, "ani": False}


def test_two_members_with_one_phone_stay_two(product):
    database = make_database(product, [["budi", "", "0812345678"], ["ani", "", "+62 812-345-678"]])
    marks = dict(MemberRow.objects.of(database.pk).values_list("customer_id", "is_duplicate"))
    assert marks == {"budi": False, "ani": True}


def test_rows_are_stored_as_the_model_writes_them(product):
    [loaded] = add_rows(make_database(product, 0), 1)
    stored = collection(MemberRow)
    first = stored.find_one({"_id": loaded.pk})
    loaded.save()
    assert stored.find_one({"_id": loaded.pk}) == first
