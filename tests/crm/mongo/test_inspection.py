"""Commands are recorded and their plans judged."""

from threading import Thread

import pytest
from django.db import connection
from pymongo import UpdateOne

from crm.mongo.inspection import collection_scans, recorded_commands, winning_stages
from crm.mongo.transaction import transactional
from tests.crm.mongo.sample.models import Deposit, Product, Staff, Team

pytestmark = pytest.mark.usefixtures("ledger")

INDEXED = {
    "aggregate": lambda: list(Staff.objects.filter(username="ani")),
    "a join": lambda: list(Staff.objects.select_related("team").filter(username="ani")),
    "update": lambda: Staff.objects.filter(username="ani").update(code=9),
    "delete": lambda: Team.objects.filter(pk=Team.objects.first().pk)._raw_delete("default"),
    "find": lambda: products().find_one({"name": "Gold"}),
    "find and modify": lambda: products().find_one_and_update({"name": "Gold"}, {"$set": {"a": 1}}),
    "insert": lambda: Team.objects.create(name="South"),
    "a missing collection": lambda: connection.get_collection("nowhere").find_one({"a": 1}),
}
SCANS = {
    "aggregate": lambda: list(Deposit.objects.filter(customer="c1")),
    "count": lambda: Deposit.objects.filter(customer="c1").count(),
    "an order": lambda: list(Deposit.objects.order_by("customer")[:3]),
    "a join": lambda: list(Product.objects.filter(name="Gold", reservation__customer="x")),
    "update": lambda: Deposit.objects.filter(customer="c1").update(multiplier=1),
    "delete": lambda: Team.objects.filter(name="South")._raw_delete("default"),
    "find": lambda: products().find_one({"a": 1}),
    "distinct": lambda: products().distinct("a"),
    "find and modify": lambda: products().find_one_and_update({"a": 1}, {"$set": {"a": 2}}),
    "a second statement": lambda: products().bulk_write(
        [UpdateOne({key: "Gold"}, {"$set": {"a": 2}}) for key in ("name", "a")]
    ),
}


def products():
    return connection.get_collection("mongo_sample_product")


def commands_of(query):
    with recorded_commands() as commands:
        query()
    return commands


@pytest.mark.parametrize("query", INDEXED.values(), ids=INDEXED)
def test_an_indexed_command_is_no_scan(query):
    assert collection_scans(commands_of(query)) == []


@pytest.mark.parametrize("query", SCANS.values(), ids=SCANS)
def test_a_scan_is_found_on_a_small_collection(query):
    commands = commands_of(query)
    assert collection_scans(commands) == commands


def test_a_scan_of_an_allowed_collection_is_let_pass():
    commands = commands_of(lambda: list(Product.objects.all()))
    assert collection_scans(commands, allowed={"mongo_sample_product"}) == []


def test_a_scan_inside_a_transaction_is_found():
    commands = commands_of(transactional(SCANS["update"]))
    assert [command.name for command in collection_scans(commands)] == ["update"]


def test_explaining_a_write_writes_nothing():
    commands = commands_of(lambda: Staff.objects.filter(username="ani").update(code=9))
    Staff.objects.update(code=None)
    assert winning_stages(commands[0]) == ["UPDATE", "FETCH", "IXSCAN"]
    assert Staff.objects.filter(code=9).count() == 0


def test_commands_of_other_threads_are_recorded_until_the_block_ends():
    with recorded_commands() as commands:
        thread = Thread(target=products().find_one)
        thread.start()
        thread.join()
    products().find_one()
    assert [(one.name, one.collection) for one in commands] == [("find", "mongo_sample_product")]
