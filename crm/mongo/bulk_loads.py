"""How long the server remembers what rows were: less while many come in, longer for a long read."""

from collections.abc import Iterator
from contextlib import contextmanager

from pymongo.database import Database
from pymongo.errors import OperationFailure

from crm.mongo.rows import mongo_connection

PARAMETER = "minSnapshotHistoryWindowInSeconds"
USUAL_SECONDS, SECONDS_WHILE_LOADING = 300, 5
# For a backup of everything as of one moment.
SECONDS_WHILE_READING = 3_600


@contextmanager
def bulk_load() -> Iterator[None]:
    """Let the server forget how things were minutes ago, while the block runs.

    Keeping it halves the rate of a large load, but without it no read can stay consistent for
    longer than that. Goes on as it is where the product's user may not set it, as on most servers.
    Of two loads at once the first to end sets it back; a killed one leaves it to the next.
    """
    database = mongo_connection().database.client.admin
    changed = _keep(database, SECONDS_WHILE_LOADING)
    try:
        yield
    finally:
        if changed:
            _keep(database, USUAL_SECONDS)


@contextmanager
def long_read() -> Iterator[None]:
    """Have the server remember the moment that is read while the block runs, for up to an hour.

    No cursor holds it, however early it was opened. Where the product's user may not set it, it
    stays what the server has: five minutes unless somebody set it.
    """
    database = mongo_connection().database.client.admin
    changed = _keep(database, SECONDS_WHILE_READING)
    try:
        yield
    finally:
        if changed:
            _keep(database, USUAL_SECONDS)


def _keep(database: Database, seconds: int) -> bool:
    """Whether the server let itself be told."""
    try:
        database.command({"setParameter": 1, PARAMETER: seconds})
    except OperationFailure:
        return False
    return True
