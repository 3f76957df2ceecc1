"""The answers load balancers and orchestrators act on (SE-4)."""

import os
import subprocess
import sys

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from crm.mongo.server import readiness

ASK_READYZ = """
import django
django.setup()
from django.test import Client
answer = Client().get("/readyz")
print(answer.status_code, answer.content.decode())
"""


@pytest.fixture
def schema_unseen(db, monkeypatch):
    """As in a process that has not looked at the schema yet."""
    monkeypatch.setattr(readiness, "_schema_seen_at", float("-inf"))


def test_livez_asks_nothing_but_the_process(client):
    answer = client.get("/livez", headers={"host": "10.0.0.7:8000"})
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


def test_a_probe_needs_neither_tls_nor_a_known_host(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["crm.example.com"]
    assert client.get("/livez", headers={"host": "10.0.0.7:8000"}).status_code == 200


def test_a_migrated_database_is_ready(client, schema_unseen):
    assert readiness.missing_indexes() == []
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


def test_a_server_that_is_being_replaced_is_not_ready(client, db, settings, tmp_path):
    settings.DRAIN_FILE = str(tmp_path / "drain")
    assert client.get("/readyz").status_code == 200
    (tmp_path / "drain").touch()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reason"] == "draining"


def test_a_missing_migration_is_named_to_admins_alone(client, admin, client_of, schema_unseen):
    recorder = MigrationRecorder(connection)
    [last] = MigrationLoader(None).graph.leaf_nodes("omset")
    recorder.record_unapplied(*last)
    answer = client.get("/readyz")
    status = client_of(admin).get("/status/?format=json").json()
    recorder.record_applied(*last)
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "reason": "migrations"}
    assert status["not_ready"] == f"migrations: 1 not applied, first {'.'.join(last)}"


def test_a_missing_index_is_named_to_admins_alone(client, admin, client_of, schema_unseen):
    table = get_user_model()._meta.db_table
    collection = connection.get_collection(table)
    indexes = collection.index_information().items()
    [(name, index)] = [(n, i) for n, i in indexes if i["key"] == [("username_key", 1)]]
    collection.drop_index(name)
    answer = client.get("/readyz")
    status = client_of(admin).get("/status/?format=json").json()
    collection.create_index(index["key"], name=name, unique=True)
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "reason": "indexes"}
    assert status["not_ready"] == f"indexes: {table}.username_key missing"


def test_no_primary_is_503_within_the_time_of_a_probe():
    nobody = "mongodb://127.0.0.1:9/nothing?replicaSet=rs0"
    run = subprocess.run(
        [sys.executable, "-c", ASK_READYZ],
        env=os.environ | {"MONGODB_URI": nobody},
        capture_output=True,
        text=True,
        timeout=20,
    )
    expected = '503 {"status": "unavailable", "reason": "database"}\n'
    assert run.stdout == expected
