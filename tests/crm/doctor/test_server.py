"""The doctor about the server and the schema; each is broken for real where a test can."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from pymongo.errors import OperationFailure, ServerSelectionTimeoutError

from crm.jobs.models import Job
from crm.mongo.rows import collection
from crm.mongo.server import facts, releases
from crm.mongo.server.facts import PARAMETER_OF_SNAPSHOTS, DiskSpace, Member, OplogWindow
from omset.models import OmsetRecord

pytestmark = pytest.mark.django_db
SET = [Member(f"db{number}:27017", "RSSecondary", 1.0) for number in (1, 2, 3)]
GONE = SET[0]._replace(state="Unknown", milliseconds=None)


def raises(error):
    def read(*_args):
        raise error

    return read


@pytest.fixture
def without_unique_key():
    """The unique index of the jobs' keys is gone; it comes back."""
    rows = collection(Job)
    indexes = rows.index_information().items()
    [(name, index)] = [each for each in indexes if each[1]["key"] == [("key", 1)]]
    rows.drop_index(name)
    yield
    rows.create_index([("key", 1)], name=name, unique=True)
    assert index["unique"]


@pytest.fixture
def unapplied():
    """The last migration of the ledger is not applied; its name."""
    [(app, name)] = MigrationLoader(None).graph.leaf_nodes("omset")
    [row] = MigrationRecorder.Migration.objects.filter(app=app, name=name)
    row.delete()
    yield f"{app}.{name}"
    row.save(force_insert=True)


def test_a_database_that_does_not_answer_is_named(said, monkeypatch):
    monkeypatch.setattr(facts, "ping_seconds", raises(ServerSelectionTimeoutError()))
    state, line = said("database")
    assert state == "failed"
    assert "ServerSelectionTimeoutError" in line


def test_a_slow_database_is_named(said, monkeypatch):
    monkeypatch.setattr(facts, "ping_seconds", lambda: 0.2)
    assert said("database")[0] == "warning"


def test_a_release_that_discloses_memory_is_named(said, monkeypatch):
    assert said("server-release")[0] == "good"
    monkeypatch.setattr(releases, "is_of_this_machine", lambda: False)
    state, line = said("server-release")
    assert state == "failed"
    assert "8.0.21" in line


@pytest.mark.parametrize(
    ("members", "state"),
    [
        (SET, "good"),
        ([GONE, *SET[1:]], "warning"),
        ([GONE, GONE, SET[0]], "failed"),
        (SET[:1], "warning"),
    ],
)
def test_a_set_without_a_majority_is_named(said, monkeypatch, members, state):
    monkeypatch.setattr(facts, "members_met", lambda: members)
    assert said("majority")[0] == state


@pytest.mark.parametrize(("seconds", "state"), [(0, "good"), (5, "warning"), (60, "failed")])
def test_a_wrong_clock_is_named(said, seconds, state):
    with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
        assert said("clocks")[0] == state


@pytest.mark.parametrize(
    ("window", "state"),
    [
        (OplogWindow(0.1, is_full=False), "good"),
        (OplogWindow(48, is_full=True), "good"),
        (OplogWindow(12, is_full=True), "warning"),
        (OplogWindow(1, is_full=True), "failed"),
    ],
)
def test_a_short_oplog_is_named(said, monkeypatch, window, state):
    monkeypatch.setattr(facts, "oplog_window", lambda: window)
    assert said("oplog")[0] == state


def test_the_oplog_of_this_server_can_be_read(said):
    assert said("oplog")[0] == "good"


@pytest.mark.parametrize(("free", "state"), [(40, "good"), (10, "warning"), (3, "failed")])
def test_a_full_disk_is_named(said, monkeypatch, free, state):
    monkeypatch.setattr(facts, "disk_space", lambda: DiskSpace(free, 100))
    assert said("disk")[0] == state


def test_a_short_life_of_consistent_reads_is_named(said):
    admin = connection.connection.admin
    before = facts.snapshot_seconds()
    try:
        admin.command("setParameter", 1, **{PARAMETER_OF_SNAPSHOTS: 300})
        assert said("snapshots")[0] == "good"
        admin.command("setParameter", 1, **{PARAMETER_OF_SNAPSHOTS: 5})
        assert said("snapshots")[0] == "warning"
    finally:
        admin.command("setParameter", 1, **{PARAMETER_OF_SNAPSHOTS: before})


def test_what_the_account_may_not_ask_is_unknown(said, monkeypatch):
    monkeypatch.setattr(facts, "oplog_window", raises(OperationFailure("no", code=13)))
    state, line = said("oplog")
    assert state == "unknown"
    assert "clusterMonitor" in line


def test_a_migration_that_is_not_applied_is_named(said, unapplied):
    state, line = said("migrations")
    assert state == "failed"
    assert unapplied in line


def test_before_an_upgrade_it_is_the_plan(said, unapplied):
    assert unapplied in said("migration-plan")[1]


def test_a_migration_of_a_newer_release_is_named(said):
    row = MigrationRecorder.Migration.objects.create(app="omset", name="9999_newer")
    try:
        state, line = said("migrations")
    finally:
        row.delete()
    assert state == "warning"
    assert "omset.9999_newer" in line


def test_an_index_that_is_missing_is_named(said, without_unique_key):
    state, line = said("indexes")
    assert state == "failed"
    assert "jobs_job.key" in line


def test_a_unique_key_that_is_looked_up_by_a_whole_read_is_named(said, without_unique_key):
    state, line = said("unique-keys")
    assert state == "failed"
    assert line.startswith("Looked up without an index, though unique: jobs_job.key. ")


def test_the_schema_of_this_release_is_well(said):
    assert said("migrations")[0] == "good"
    assert said("indexes")[0] == "good"
    assert said("unique-keys")[0] == "good"
    assert said("migration-plan")[0] == "good"
    assert said("index-space")[0] == "good"


def test_no_room_for_an_index_is_named(said, monkeypatch):
    rows = [{"name": OmsetRecord._meta.db_table, "index_bytes": 60}]
    monkeypatch.setattr(facts, "collection_sizes", lambda: rows)
    monkeypatch.setattr(facts, "disk_space", lambda: DiskSpace(100, 1000))
    state, line = said("index-space")
    assert state == "failed"
    assert "omset_omsetrecord" in line
