"""What the database itself refuses, whatever a program does (SE-5)."""

from datetime import timedelta

import pytest
from django.db import connection
from pymongo.errors import DuplicateKeyError

from crm.staff.models import Product, User
from members.models import Reservation
from omset.models import DailyTally, GroupTally, MonthlyTally, OmsetRecord
from tests.make import make_deposit, make_product, make_reservation, make_staff
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
# Of each collection a row, and what must not occur twice in it.
UNIQUE = {
    User: ("username_key",),
    Product: ("name_key",),
    Reservation: ("customer_key", "product_id"),
    GroupTally: ("staff_id", "customer_key", "product_id"),
    DailyTally: ("staff_id", "date", "product_id"),
    MonthlyTally: ("staff_id", "month"),
}
# The queries that lists and sums are made of (OM-24).
OMSET_INDEXES = [
    ["staff_id", "customer_key", "product_id"],
    ["staff_id", "product_id", "date"],
    ["is_deleted", "date", "_id"],
    ["staff_id", "is_deleted", "date", "_id"],
    ["product_id", "is_deleted", "date", "_id"],
    ["is_deleted", "status", "date", "_id"],
]


def stored(model):
    return connection.get_collection(model._meta.db_table)


@pytest.fixture
@remembered
def rows(owner, product):
    make_reservation(owner, product, "x")
    make_deposit(owner, product, "x")


@pytest.mark.parametrize("model", UNIQUE)
def test_SE_5_a_second_row_with_the_same_key_is_refused(model, rows):
    row = stored(model).find_one({}, {"_id": False})
    others = {name: value for name, value in row.items() if name not in UNIQUE[model]}
    same = {name: row[name] for name in UNIQUE[model]}
    with pytest.raises(DuplicateKeyError):
        stored(model).insert_one(_otherwise_new(others) | same)
    assert stored(model).count_documents(same) == 1


def _otherwise_new(values):
    """The same row with other texts, so that only the key in question is there twice."""
    texts = {name: f"{value}2" for name, value in values.items() if isinstance(value, str)}
    return values | texts


def test_SE_5_an_e_mail_address_belongs_to_one_account_in_any_spelling():
    make_staff("ani", email="Ani@Example.com")
    row = stored(User).find_one({"username_key": "ani"}, {"_id": False})
    assert row["email"] == "ani@example.com"
    with pytest.raises(DuplicateKeyError):
        stored(User).insert_one(row | {"username": "b", "username_key": "b"})


def test_SE_5_two_accounts_without_an_address_are_two():
    make_staff("ani")
    make_staff("budi")
    assert stored(User).count_documents({"email": None}) == 2


def test_SE_5_a_customer_is_held_in_each_product_by_itself(owner, product):
    make_reservation(owner, product, "x")
    make_reservation(owner, make_product("Q"), "x")
    assert stored(Reservation).count_documents({"customer_key": "x"}) == 2


def test_SE_5_another_day_product_or_person_is_another_tally(rows):
    row = stored(DailyTally).find_one({}, {"_id": False})
    stored(DailyTally).insert_one(row | {"date": row["date"] + timedelta(days=1)})
    assert stored(DailyTally).count_documents({}) == 2


@pytest.mark.parametrize("fields", OMSET_INDEXES, ids=" ".join)
def test_SE_5_the_ledger_has_the_indexes_its_pages_need(fields, rows):
    keys = [list(dict(index["key"])) for index in stored(OmsetRecord).index_information().values()]
    assert fields in keys
