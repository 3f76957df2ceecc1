"""What a cluster asks of models and commands, and that both keep to it (docs/decisions/0011)."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from crm.mongo.engine.recorder import Command
from crm.mongo.inspection import recorded_commands
from crm.registry.shards import (
    is_keyless_write,
    shards_written,
    unique_indexes_in_the_way,
)
from crm.staff.models import User
from omset.key_index import drop_key_index, make_key_index
from omset.ledger import approval, entries, trash
from omset.models import DailyTally, OmsetRecord, Submission
from tests.make import make_deposit, make_reservation

pytestmark = pytest.mark.django_db
RECORDS = OmsetRecord._meta.db_table
# On how many different shards a verb writes at most: the staff member's zone, the key's, the
# history's, and the one that holds everything without a shard key.
PARTICIPANTS = {"submit": 3, "edit": 2, "delete": 2, "restore": 2, "approve": 2, "purge": 3}


@pytest.fixture
def key_index(db):
    make_key_index()
    yield
    drop_key_index()


def update(condition, change, table=RECORDS, *, in_transaction=True):
    statement = {"q": condition, "u": change}
    document = {"updates": [statement], "autocommit": not in_transaction}
    return Command("update", table, document)


def answer():
    out = StringIO()
    call_command("sharding_plan", "--check", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_no_unique_index_stands_in_the_way_of_the_plan():
    assert list(unique_indexes_in_the_way()) == []
    assert answer()["problems"] == []


def test_the_plan_says_by_what_each_collection_lies():
    keys = {row["collection"]: row["key"] for row in answer()["collections"]}
    assert keys[RECORDS] == "staff_id, date"
    assert keys[Submission._meta.db_table] == "_id (hashed)"


def test_the_index_by_key_of_earlier_ledgers_is_in_the_way(key_index, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("sharding_plan", "--check")
    assert ended.value.code == 1
    assert f"{RECORDS}: unique by idempotency_key" in capsys.readouterr().out


def test_a_declared_unique_field_is_in_the_way(monkeypatch):
    field = OmsetRecord._meta.get_field("idempotency_key")
    monkeypatch.setitem(field.__dict__, "unique", True)
    assert len(list(unique_indexes_in_the_way())) == 1


@pytest.mark.parametrize(
    ("condition", "change", "is_keyless"),
    [
        ({"_id": 1}, {"$set": {"kind": "NDP"}}, True),
        ({"_id": 1, "staff_id": 2}, {"$set": {"kind": "NDP"}}, False),
        ({"_id": 1, "staff_id": 2}, {"$set": {"date": 3}}, True),
        ({"_id": 1, "staff_id": 2, "date": 3}, {"$set": {"date": 4}}, False),
        ({"$and": [{"_id": 1}, {"staff_id": 2}]}, [{"$set": {"kind": None}}], False),
    ],
)
def test_a_write_says_the_staff_member_and_one_that_moves_a_row_the_whole_key(
    condition, change, is_keyless
):
    assert is_keyless_write(update(condition, change)) is is_keyless


def test_outside_of_a_transaction_and_of_the_plan_a_write_may_say_what_it_likes():
    change = {"$set": {"kind": "NDP"}}
    assert not is_keyless_write(update({"_id": 1}, change, in_transaction=False))
    assert not is_keyless_write(update({"_id": 1}, change, User._meta.db_table))


@pytest.fixture
def sent_by(owner, product, admin, stranger):
    """The commands of each verb."""
    make_reservation(stranger, product, "y")
    commands = {}

    def run(verb, work):
        with recorded_commands() as commands[verb]:
            return work()

    waiting = make_deposit(owner, product, "y")
    record = run("submit", lambda: make_deposit(owner, product, "x"))
    entry = entries.Entry(record.date, "z", record.nominal)
    run("edit", lambda: entries.edit(record.pk, entry, by=owner, version=1))
    run("delete", lambda: trash.delete(record.pk, by=owner))
    run("restore", lambda: trash.restore(record.pk, by=admin))
    run("approve", lambda: approval.approve(waiting.pk, by=admin))
    trash.delete(record.pk, by=owner)
    run("purge", lambda: trash.purge(record.pk, by=admin))
    return commands


def test_no_verb_writes_on_more_shards_than_stated(sent_by):
    written = {verb: len(shards_written(commands)) for verb, commands in sent_by.items()}
    assert written == PARTICIPANTS


def test_a_staff_member_s_numbers_lie_in_one_zone(sent_by):
    tables = {command.collection for command in sent_by["submit"]}
    assert {RECORDS, DailyTally._meta.db_table} <= tables
    assert "zone by staff_id" in shards_written(sent_by["submit"])
