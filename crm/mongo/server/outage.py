"""Telling "the database cannot be reached or is too busy" from a fault of ours."""

from pymongo.errors import ConnectionFailure, OperationFailure

from crm.mongo.transaction import TransactionTimeout

# A migration has just dropped an index that was being read, or the moment read at is gone.
QUERY_PLAN_KILLED, SNAPSHOT_UNAVAILABLE = 175, 246
# It took longer than a page waits.
TIME_IS_OVER = 50
PASSING = {QUERY_PLAN_KILLED, SNAPSHOT_UNAVAILABLE, TIME_IS_OVER}


def is_outage(error: BaseException | None) -> bool:
    """True if the error, or what caused it, passes by itself: trying again later is the cure."""
    while error is not None:
        if isinstance(error, ConnectionFailure | TransactionTimeout):
            return True
        if isinstance(error, OperationFailure) and error.code in PASSING:
            return True
        error = error.__cause__
    return False
