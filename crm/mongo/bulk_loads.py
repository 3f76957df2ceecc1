"""What the server may leave aside while many rows come in at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from pymongo.database import Database
from pymongo.errors import OperationFailure

from crm.mongo.rows import mongo_connection

PARAMETER = "minSnapshotHistoryWindowInSeconds"
USUAL_SECONDS, SECONDS_WHILE_LOADING = 300, 5


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


def _keep(database: Database, seconds: int) -> bool:
    """Whether the server let itself be told."""
    try:
        database.command({"setParameter": 1, PARAMETER: seconds})
    except OperationFailure:
        return False
    return True
