"""Item 12: the product serves under an account that can do no more than that."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from pymongo import MongoClient
from pymongo.errors import OperationFailure
from pyrage import x25519

from crm.mongo.append_only import AppendOnlyModel
from crm.mongo.server.accounts import accounts_of, serving_rights
from crm.mongo.server.binary import mongod_binary
from omset.chaos.network import Loopback
from omset.chaos.processes import wait_for

CHECKOUT = Path(__file__).resolve().parents[4]
PASSWORD = "a password of the tests"
ROOT = {"username": "root", "password": PASSWORD, "authSource": "admin"}
OPTIONS = ("--bind_ip", "127.0.0.1", "--nounixsocket", "--quiet", "--oplogSize", "128")


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """The port of a server that asks everybody who they are; its only account is root."""
    folder = tmp_path_factory.mktemp("mongod")
    with _server(folder) as port:
        with MongoClient(port=port, directConnection=True) as client:
            members = [{"_id": 0, "host": f"127.0.0.1:{port}"}]
            client.admin.command("replSetInitiate", {"_id": "rs0", "members": members})
            wait_for(lambda: client.admin.command("hello")["isWritablePrimary"], "a primary")
            client.admin.command("createUser", "root", pwd=PASSWORD, roles=["root"])
        yield port


@contextmanager
def _server(folder):
    key, port = folder / "key", Loopback().addresses(1)[0].port
    key.write_text("a key of the tests" * 4)
    key.chmod(0o400)
    command = [mongod_binary(), "--dbpath", str(folder), "--port", str(port), *OPTIONS]
    command += ["--replSet", "rs0", "--keyFile", str(key), "--wiredTigerCacheSizeGB", "0.25"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        with MongoClient(port=port, directConnection=True) as client:
            client.admin.command("hello")
        yield port
    finally:
        process.kill()
        process.wait()


def uri_of(port, name, database):
    password = PASSWORD.replace(" ", "%20")
    return (
        f"mongodb://{name}:{password}@127.0.0.1:{port}/{database}?replicaSet=rs0&authSource=admin"
    )


def manage(port, name, *arguments, status=0, **environment):
    """What the command prints that runs under the account `name`."""
    settings = {
        "MONGODB_URI": uri_of(port, name, "omset"),
        "DEBUG": "true",
        "SECRET_KEY": "only for tests " * 4,
    }
    process = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=os.environ | settings | environment,
        cwd=CHECKOUT,
        text=True,
        capture_output=True,
    )
    assert process.returncode == status, process.stderr
    return process.stderr if status == 2 else process.stdout


@pytest.fixture(scope="module")
def accounts(port):
    """The accounts are there, and the schema."""
    passwords = {f"{each.name.upper()}_PASSWORD": PASSWORD for each in accounts_of("omset")}
    names = json.loads(manage(port, "root", "database_accounts", "--json", **passwords))
    # A second time renews them.
    assert manage(port, "root", "database_accounts", **passwords).startswith("Accounts")
    manage(port, "migrating", "migrate", "-v0")
    return names["accounts"]


def test_each_account_is_written(accounts):
    assert accounts == [each.name for each in accounts_of("omset")]


def test_the_product_works_under_the_account_that_serves(port, accounts):
    demo = json.loads(manage(port, "serving", "demo", "--records=60", "--json"))
    assert demo["records"] > 60
    result = json.loads(manage(port, "serving", "recount", "--dry-run", "--json"))
    assert result["differences"] == []


def test_OP_6_the_doctor_asks_under_it_for_all_but_two_things(port, accounts):
    said = json.loads(manage(port, "serving", "doctor", "--json", status=1))["checks"]
    unknown = {each["name"]: each["text"] for each in said if each["state"] == "unknown"}
    assert set(unknown) == {"oplog", "snapshots"}
    assert set(unknown.values()) == {"The account of MONGODB_URI may not ask for this."}


@pytest.mark.parametrize(
    "command",
    [
        {"drop": "omset_omsetrecord"},
        {"dropDatabase": 1},
        {"collMod": "omset_omsetrecord", "validator": {}},
        {"createUser": "mallory", "pwd": "x", "roles": ["readWrite"]},
    ],
    ids=lambda command: next(iter(command)),
)
def test_the_account_that_serves_can_do_no_more(port, accounts, command):
    with (
        MongoClient(port=port, username="serving", password=PASSWORD) as client,
        pytest.raises(OperationFailure, match="not authorized"),
    ):
        client.omset.command(command)


@pytest.mark.parametrize(
    "command",
    [
        {"delete": "audit_event", "deletes": [{"q": {}, "limit": 0}]},
        {"delete": "loyalty_pointsentry", "deletes": [{"q": {}, "limit": 0}]},
        {"delete": "witness_witnessentry", "deletes": [{"q": {}, "limit": 0}]},
        {"update": "loyalty_pointsentry", "updates": [{"q": {}, "u": {"$set": {"points": 9}}}]},
        {"update": "audit_historyroot", "updates": [{"q": {}, "u": {"$set": {"number": 9}}}]},
        {"update": "witness_witnessentry", "updates": [{"q": {}, "u": {"$set": {"line": "x"}}}]},
    ],
    ids=lambda command: " ".join(next(iter(command.items()))),
)
def test_history_cannot_be_removed_or_changed_by_who_serves(port, accounts, command):
    with (
        MongoClient(port=port, username="serving", password=PASSWORD) as client,
        pytest.raises(OperationFailure, match="not authorized"),
    ):
        client.omset.command(command)


@pytest.mark.django_db
def test_every_collection_of_the_schema_is_one_that_whoever_serves_can_write(db):
    append_only = {m._meta.db_table for m in apps.get_models() if issubclass(m, AppendOnlyModel)}
    rights = serving_rights("omset")
    written = {each["resource"]["collection"] for each in rights if "remove" in each["actions"]}
    # Beside those that other tests have made.
    names = {
        name
        for name in connection.introspection.table_names()
        if not name.startswith(("mongo_sample_", "test_"))
    }
    assert names - append_only - written == {"django_migrations"}


def test_the_backup_reads_everything_and_writes_nothing(port, accounts):
    with MongoClient(port=port, username="backup", password=PASSWORD) as client:
        assert client.local["oplog.rs"].find_one()
        assert client.omset.django_migrations.find_one()
        with pytest.raises(OperationFailure, match="not authorized"):
            client.omset.omset_omsetrecord.delete_many({})


def test_backups_are_made_and_restored_for_practice_by_accounts_of_their_own(
    port, accounts, tmp_path
):
    """OP-4: encrypted, from one end to the other."""
    identity, key = x25519.Identity.generate(), tmp_path / "key"
    key.write_text(str(identity))
    folder = tmp_path / "backups"
    recipient = f"--encrypt-for={identity.to_public()}"
    made = json.loads(manage(port, "backup", "backup", f"--to={folder}", recipient, "--json"))
    where = {"BACKUP_DIR": str(folder), "BACKUP_KEY_FILE": str(key)}
    refused = json.loads(manage(port, "serving", "drill", "--json", status=1, **where))
    assert refused["outcome"] == "not allowed"
    where |= {"DRILL_MONGODB_URI": uri_of(port, "drill", "omset_drill")}
    held = json.loads(manage(port, "serving", "drill", "--json", **where))
    assert held["outcome"] == "good"
    assert held["problem"] == ""
    assert held["seconds"] > 0
    assert made["folder"].endswith(held["backup"])
    with MongoClient(port=port, **ROOT) as client:
        assert "omset_drill" not in client.list_database_names()


def test_without_a_password_nothing_is_written(port):
    assert "no account has a password" in manage(port, "root", "database_accounts", status=2)
