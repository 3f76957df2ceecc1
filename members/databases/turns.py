"""Standing in line for a pool before it is locked: who came first draws first.

That two verbs exclude each other is the lock's doing (pool.py). But a transaction that meets a lock
fails and tries again after a random pause, and whoever draws again and again would win every time.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from bson import ObjectId
from pymongo import ReturnDocument, WriteConcern
from pymongo.collection import Collection

from crm.mongo.rows import collection, current_session
from members.models import PoolQueue

# So long somebody in front may take; they may have been killed.
PATIENCE_SECONDS = 3.0
# Nobody waits longer: the lock alone decides then.
LONGEST_SECONDS = 20.0
# Who is next looks often. The others let each in front of them first have the least that a draw
# takes: a dozen that look all the time would take as much of the server as a draw.
NEXT_PAUSE_SECONDS, PAUSE_SECONDS = 0.002, 0.008


@contextmanager
def turn_at(database_id: ObjectId) -> Iterator[None]:
    """Wait for one's turn at a pool, outside of any transaction; inside of one do nothing."""
    if current_session():
        yield
        return
    ticket, served = _ticket(database_id)
    try:
        if served < ticket - 1:
            _wait(database_id, ticket)
        yield
    finally:
        _queue().update_one({"_id": database_id}, {"$max": {"served": ticket}})


def _ticket(database_id: ObjectId) -> tuple[int, int]:
    """One's number, and the last that has been served."""
    row = _queue().find_one_and_update(
        {"_id": database_id},
        {"$inc": {"tickets": 1}, "$setOnInsert": {"served": 0}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    # An upsert answers with the row.
    ticket = cast(dict, row)
    return ticket["tickets"], ticket["served"]


def _wait(database_id: ObjectId, ticket: int) -> None:
    began = changed = time.monotonic()
    last = -1
    while (served := _served(database_id)) < ticket - 1:
        now = time.monotonic()
        if now - began > LONGEST_SECONDS:
            return
        if served != last:
            last, changed = served, now
        elif now - changed > PATIENCE_SECONDS:
            _pass_by(database_id, served)
        others = min(ticket - 2 - served, 8)
        time.sleep(NEXT_PAUSE_SECONDS + PAUSE_SECONDS * others)


def _served(database_id: ObjectId) -> int:
    row = _queue().find_one({"_id": database_id}, {"served": True})
    return row["served"] if row else 0


def _pass_by(database_id: ObjectId, served: int) -> None:
    """Go on without whoever is in front; once, however many wait behind."""
    place = {"_id": database_id, "served": served}
    _queue().update_one(place, {"$inc": {"served": 1}})


def _queue() -> Collection[dict]:
    # It decides nothing: no write of it has to survive anything.
    return collection(PoolQueue).with_options(write_concern=WriteConcern(1))
