"""Telling "the database cannot be reached or is too busy" from a fault of ours."""

from pymongo.errors import ConnectionFailure

from crm.mongo.transaction import TransactionTimeout


def is_outage(error: BaseException | None) -> bool:
    """True if the error, or what caused it, passes by itself: trying again later is the cure."""
    while error is not None:
        if isinstance(error, ConnectionFailure | TransactionTimeout):
            return True
        error = error.__cause__
    return False
