"""The test database: real commits, and after each test only what it wrote is emptied.

MongoDB has no savepoints to roll a test back with, and Django's own way empties every
collection. Here the command recorder notes the collections a test writes to, by whatever thread,
so that transactions, duplicate keys and threads behave as in production at a tenth of the cost.
Fixtures that replace pytest-django's; conftest.py imports them.
"""

import pytest
from django.conf import settings
from django.db import connection

from crm.mongo import bulk_loads
from crm.mongo.engine.recorder import recorder
from crm.registry.shards import is_keyless_write
from tests import kept_schema

WRITES = {"delete", "findAndModify", "insert", "update"}
# Filled once by the migrations.
KEPT = {"audit_chainbeginning", "auth_permission", "django_content_type", "django_migrations"}
# Until then every scan passes over the rows that earlier tests had; usually it is five minutes.
SECONDS_OF_HISTORY = 10


class WrittenCollections:
    """The names of the test database's collections written to since they were last emptied.

    `state` says what they hold: nothing, or what was put there last (tests/remembered.py); None
    after anything else was written.
    """

    def __init__(self):
        self.names, self.state = set(), ()

    def append(self, command):
        """Note the collection if the Command writes to it."""
        same_database = command.document.get("$db") == connection.settings_dict["NAME"]
        if command.name in WRITES and same_database:
            self.names.add(command.collection)
            self.state = None

    def empty(self):
        """Delete the rows of the noted collections; indexes stay."""
        names = self.names - KEPT
        for name in sorted(names):
            connection.get_collection(name).delete_many({})
        self.names -= names
        self.state = ()


class KeylessWrites:
    """The writes that a cluster could not place (crm/registry/shards.py)."""

    def __init__(self):
        self.commands = []

    def append(self, command):
        """Note the Command if it is one of them."""
        if is_keyless_write(command):
            self.commands.append(command)

    def take(self):
        """What was noted since the last time."""
        commands, self.commands = self.commands, []
        return commands


written = WrittenCollections()
keyless_writes = KeylessWrites()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """One database for each xdist worker, with all its commands recorded.

    Migrations find it as they left one before, if nothing about them is new.
    """
    settings.MONGO_RECORD_COMMANDS = True
    recorder.open = (*recorder.open, written, keyless_writes)
    create = connection.creation._create_test_db

    def create_and_restore(*arguments):
        name = create(*arguments)
        kept_schema.restore()
        return name

    connection.creation._create_test_db = create_and_restore


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Nothing is removed by the server's own clock: a test may stand at any time of its own.

    The first test begins as all others do, without what migrations wrote beyond KEPT.
    """
    with django_db_blocker.unblock():
        kept_schema.keep()
    connection.connection.admin.command("setParameter", 1, ttlMonitorEnabled=False)
    bulk_loads.USUAL_SECONDS = SECONDS_OF_HISTORY
    forget_soon()
    with django_db_blocker.unblock():
        written.empty()


def forget_soon():
    """Have the server keep little of what is deleted, but for what a load has told it meanwhile."""
    admin, name = connection.connection.admin, bulk_loads.PARAMETER
    if admin.command("getParameter", 1, **{name: 1})[name] > SECONDS_OF_HISTORY:
        admin.command("setParameter", 1, **{name: SECONDS_OF_HISTORY})


def filled():
    """The names of the collections with rows in them, by one question instead of one for each."""
    first, *others = connection.introspection.table_names()
    union = [{"$unionWith": {"coll": name, "pipeline": _any_of(name)}} for name in others]
    found = connection.get_collection(first).aggregate([*_any_of(first), *union])
    return {row["name"] for row in found}


def _any_of(name):
    return [{"$limit": 1}, {"$project": {"_id": 0, "name": {"$literal": name}}}]


@pytest.fixture
def _django_db_helper(django_db_setup, django_db_blocker):
    """What `db`, `transactional_db`, `live_server` and the django_db mark stand on."""
    with django_db_blocker.unblock():
        yield
        written.empty()


@pytest.fixture
def written_by_others(db):
    """For a test whose subprocess writes: empty every collection after it that holds something."""
    yield
    written.names.update(filled())
    # A load of that process has left five minutes.
    forget_soon()


@pytest.fixture(autouse=True)
def every_write_says_where_it_lies():
    """Whatever a test is about: no transaction writes what every shard would be asked for."""
    yield
    assert keyless_writes.take() == []
