"""An upload whose database is killed -9 ends as an undisturbed one."""

import json
import os
import signal
import subprocess
import sys

from pymongo import MongoClient

from crm.mongo.server.embedded import EmbeddedServer
from tests.environment import CHECKOUT
from tests.members.imports.test_killed import ROWS, table, wait_until

FRACTIONS = (0.1, 0.5, 0.9)


class KilledDatabase:
    """A database of its own, which is killed while a command uploads into it."""

    def __init__(self, folder):
        self.server = EmbeddedServer(folder, dies_with_starter=True)
        self.uri = self.server.start()
        secret = {"SECRET_KEY": "only for a test " * 4, "ALLOWED_HOSTS": "127.0.0.1"}
        self.environment = os.environ | {"MONGODB_URI": self.uri, "HTTPS": "false"} | secret

    def manage(self, *arguments):
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=CHECKOUT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def upload(self, path, name):
        wish = (f"--database={name}", "--product=Alpha", "--kind=normal", "--json")
        keep = "--duplicates=in_product=keep,phone_in_product=keep"
        return self.manage("import_members", str(path), *wish, keep)

    def kill_at(self, rows, name):
        with MongoClient(self.uri, serverSelectionTimeoutMS=2000) as client:
            imports = client.get_default_database()["members_memberimport"]
            here = {"database_name": name, "reached": {"$gte": rows}}
            wait_until(lambda: imports.find_one(here))
            pid = client.admin.command("serverStatus")["pid"]
            os.kill(int(pid), signal.SIGKILL)
        wait_until(lambda: not self.server.is_running())
        self.server.revive()

    def rows_of(self, name):
        with MongoClient(self.uri) as client:
            tables = client.get_default_database()
            database = tables["members_memberdatabase"].find_one({"name": name})
            rows = tables["members_memberrow"].find({"database_id": database["_id"]})
            columns = ("number", "cells", "customer_id", "status", "is_duplicate")
            return sorted(tuple(str(row[column]) for column in columns) for row in rows)


def until_it_ends(killed, path):
    """Give the command again until it ends well; meanwhile come the kills."""
    fractions = list(FRACTIONS)
    while True:
        process = killed.upload(path, "disturbed")
        if fractions:
            killed.kill_at(fractions.pop(0) * ROWS, "disturbed")
        # It may outlast the outage by itself.
        process.communicate()
        if process.returncode == 0:
            return


def test_an_upload_whose_database_is_killed_ends_undisturbed(tmp_path):
    path = table(tmp_path)
    folder = tmp_path / "database"
    folder.mkdir()
    killed = KilledDatabase(folder)
    try:
        make = "from crm.staff.models import Product; Product.objects.create(name='Alpha')"
        for command in (["migrate", "-v0"], ["shell", "-v0", "-c", make]):
            process = killed.manage(*command)
            process.communicate()
            assert process.returncode == 0
        killed.upload(path, "calm").communicate()
        until_it_ends(killed, path)
        assert killed.rows_of("calm")
        assert killed.rows_of("disturbed") == killed.rows_of("calm")
        proof = killed.manage("member_counts", "--json")
        assert json.loads(proof.communicate()[0]) == {"differences": []}
    finally:
        killed.server.stop()
