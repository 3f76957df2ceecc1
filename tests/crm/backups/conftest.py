"""A second, empty database on the same server, in which this process restores."""

import pytest
from django.db import connection

from crm.backups.making import backup
from crm.backups.restoring.verbs import restore
from tests.make import make_deposit


@pytest.fixture
def beside(db):
    """beside(): from now on this process works in the second database, until the test ends."""
    own = connection.settings_dict["NAME"]
    name = f"{own}_beside"

    def go():
        connection.settings_dict["NAME"] = name
        connection.database = connection.connection[name]
        return connection.database

    yield go
    connection.connection.drop_database(name)
    connection.settings_dict["NAME"] = own
    connection.database = connection.connection[own]


@pytest.fixture
def made(tmp_path, owner, product):
    """A backup of a database with a few deposits."""
    for customer in ("ani", "budi", "citra"):
        make_deposit(owner, product, customer=customer)
    return backup(tmp_path / "backups")


@pytest.fixture
def restored(beside):
    """restored(folder): the steps of restoring it into the second database."""

    def run(folder, **options):
        beside()
        return list(restore(folder, **options))

    return run
