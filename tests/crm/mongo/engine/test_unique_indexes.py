"""Cure 5: a look-up by a unique column uses its index, and the column stays unique."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connections

from tests.crm.mongo.plans import indexes, last_command
from tests.crm.mongo.sample.models import Product, Profile, Reservation, Staff, Team

pytestmark = pytest.mark.usefixtures("ledger")

LOOK_UPS = {
    "a unique text": lambda a: Staff.objects.using(a).get(username="ani"),
    "a nullable unique text": lambda a: Staff.objects.using(a).get(email="ani@example.com"),
    "a nullable unique number": lambda a: Staff.objects.using(a).get(code=1),
    "one to one": lambda a: Profile.objects.using(a).get(staff=Staff.objects.get(code=1)),
    "a unique one among the active": lambda a: Reservation.objects.using(a).get(
        customer="c0", product=Product.objects.get(name="Gold"), is_active=True
    ),
}
SAMPLE = (Staff, Profile, Reservation)


@contextmanager
def indexes_of(alias):
    """Let the alias's engine make the indexes for the block."""
    rebuild(SAMPLE, alias)
    yield
    rebuild(SAMPLE, "default")


def rebuild(models, alias):
    with connections[alias].schema_editor() as editor:
        for model in models:
            connections[alias].get_collection(model._meta.db_table).drop_indexes()
            editor._create_model_indexes(model)


def uses_index(look_up, alias):
    (index,) = indexes(last_command(lambda: look_up(alias))) or [""]
    return index.endswith(("_uniq", "one_active"))


@pytest.mark.parametrize("look_up", LOOK_UPS.values(), ids=LOOK_UPS)
def test_a_look_up_uses_the_unique_index(look_up):
    assert uses_index(look_up, "default")


@pytest.mark.parametrize("look_up", LOOK_UPS.values(), ids=LOOK_UPS)
def test_the_stock_engine_reads_the_whole_collection(look_up, stock):
    with indexes_of(stock):
        assert not uses_index(look_up, stock)


def test_values_are_unique_and_nulls_are_not():
    Staff.objects.create(username="citra")
    Staff.objects.create(username="dewi", email="", code=-1)
    for twin in ({"username": "ani"}, {"username": "x", "email": ""}, {"username": "y", "code": 1}):
        with pytest.raises(IntegrityError):
            Staff.objects.create(**twin)
    assert Staff.objects.filter(email=None, code=None).count() == 2


def test_only_the_active_are_unique():
    gold = Product.objects.get(name="Gold")
    for _ in range(2):
        Reservation.objects.create(customer="c0", product=gold, is_active=False)
    with pytest.raises(IntegrityError):
        Reservation.objects.create(customer="c0", product=gold)


def test_the_schema_editor_finds_the_unique_index_again():
    plain, unique = Team._meta.get_field("name"), Staff._meta.get_field("username")
    with connections["default"].schema_editor() as editor:
        editor.alter_field(Staff, unique, plain)
        Staff.objects.create(username="ani")
        Staff.objects.filter(username="ani", code=None).delete()
        editor.alter_field(Staff, plain, unique)
    assert uses_index(LOOK_UPS["a unique text"], "default")
