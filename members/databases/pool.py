"""The pool of a database: what lines up at it, and the log of what changes it.

The only writer of MemberDatabase.events, PoolEvent and ProductPool. A verb first locks, then reads
rows, changes them and notes the event: of two verbs at one pool the later sees the earlier.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from bson import ObjectId
from pymongo import ReturnDocument, UpdateOne

from crm.audit.record import SYSTEM
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import store_new
from crm.staff.models import User
from members.conflicts.log import log_ends
from members.databases.counts import add_counts
from members.models import (
    MemberDatabase,
    MemberRow,
    PoolEvent,
    PoolVerb,
    ProductPool,
    RowStatus,
)
from members.rules.draw import draw_key

# What a row that goes back into its pool does not keep of whoever had it.
OF_ITS_HOLDER: dict[str, Any] = {
    "staff_id": None,
    "staff_name": "",
    "assigned_at": None,
    "request_id": None,
    "batch_id": None,
    "whatsapp": "",
    "whatsapp_at": None,
    "response": "",
    "responded_at": None,
    "call_again_on": None,
    "validation": "",
    "validated_at": None,
    "invalid_reason": "",
}
# How rows that were read are written. Left to itself the server may take them for the first ones of
# the index of rows to draw, which they are, and then read on through all that are available.
BY_ID = "_id_"


class RowsTaken(Exception):
    """Some of the rows are not as they were read: whoever asks reads them again."""


@dataclass(frozen=True, kw_only=True)
class LockedPool:
    """A database whose pool nobody else changes in this transaction."""

    database_id: ObjectId
    product_id: ObjectId
    # Which event of the pool this is.
    sequence: int
    secret: str
    draws: int
    last_hash: str
    is_deleted: bool


def lock_pool(database_id: ObjectId) -> LockedPool:
    """Begin an event of a database's pool. In a transaction; once for each event."""
    row = collection(MemberDatabase).find_one_and_update(
        {"_id": database_id},
        {"$inc": {"events": 1}},
        return_document=ReturnDocument.AFTER,
        session=current_session(),
    )
    if row is None:
        raise MemberDatabase.DoesNotExist
    return LockedPool(
        database_id=database_id,
        product_id=row["product_id"],
        sequence=row["events"],
        secret=row["secret"],
        draws=row["draws"],
        last_hash=row["last_hash"],
        is_deleted=row["is_deleted"],
    )


def lock_product(product_id: ObjectId) -> int:
    """Line up whatever loads rows of a product and whatever reserves customers in it.

    Returns the number of this event of the product.
    """
    row = collection(ProductPool).find_one_and_update(
        {"_id": product_id},
        {"$inc": {"events": 1}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
        session=current_session(),
    )
    return cast(int, cast(dict, row)["events"])


def note_draw(pool: LockedPool, seal: str) -> None:
    """Write that the pool's last draw is the one with this hash."""
    change = {"$inc": {"draws": 1}, "$set": {"last_hash": seal}}
    collection(MemberDatabase).update_one(
        {"_id": pool.database_id}, change, session=current_session()
    )


def note_pool_event(
    pool: LockedPool,
    verb: PoolVerb,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: User | None = None,
    staff_id: ObjectId | None = None,
    reason: str = "",
) -> None:
    """Add to the log what was done to these stored rows; `by` None means the system."""
    event = PoolEvent(
        database_id=pool.database_id,
        sequence=pool.sequence,
        verb=verb,
        rows=[[str(row["_id"]), row["times_returned"]] for row in rows],
        staff_id=staff_id,
        reason=reason,
        by_name=by.name if by else SYSTEM,
    )
    store_new([event])


def stored_rows(pool: LockedPool, match: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of the pool's database as they are stored, in this transaction."""
    condition = {"database_id": pool.database_id, **match}
    return list(collection(MemberRow).find(condition, session=current_session()))


def write_rows(
    pool: LockedPool, rows: Iterable[Mapping[str, Any]], values: Mapping[str, Any]
) -> None:
    """Set columns of rows that were read in this transaction.

    Raises RowsTaken if one has another status by now.
    """
    rows = list(rows)
    condition = {
        "database_id": pool.database_id,
        "_id": {"$in": [row["_id"] for row in rows]},
        "status": {"$in": list({row["status"] for row in rows})},
    }
    result = collection(MemberRow).update_many(
        condition, {"$set": dict(values)}, hint=BY_ID, session=current_session()
    )
    if result.matched_count != len(rows):
        raise RowsTaken
    if "status" in values:
        before = Counter(row["status"] for row in rows)
        add_counts(pool.database_id, {values["status"]: len(rows)}, before)


def return_rows(
    pool: LockedPool,
    rows: Iterable[Mapping[str, Any]],
    *,
    by: User | None = None,
    reason: str = "",
) -> None:
    """Put rows that somebody had back into the pool, each at another place.

    A row whose customer is reserved by now is reserved instead of available (RS-11), and no
    conflict any more.
    """
    rows = list(rows)
    log_ends(rows, by=by)
    writes = [_return(pool, row) for row in rows]
    if writes:
        collection(MemberRow).bulk_write(writes, ordered=False, session=current_session())
    back = [{**row, "times_returned": row["times_returned"] + 1} for row in rows]
    before, after = (row["status"] for row in rows), map(status_in_pool, rows)
    add_counts(pool.database_id, Counter(after), Counter(before))
    note_pool_event(pool, PoolVerb.RETURN, back, by=by, reason=reason)
    note_left_out(pool, back, by=by)


def note_left_out(
    pool: LockedPool, rows: Iterable[Mapping[str, Any]], *, by: User | None = None
) -> None:
    """Of rows that just came into the pool, log which can not be drawn all the same, and why.

    Each reason in an event of its own: what the log says of a row is what a draw could see of it.
    """
    groups: dict[PoolVerb, list[Mapping[str, Any]]] = {}
    for row in rows:
        verb = verb_in_pool(row)
        if verb != PoolVerb.FREE:
            groups.setdefault(verb, []).append(row)
    for verb, group in sorted(groups.items()):
        note_pool_event(lock_pool(pool.database_id), verb, group, by=by)


def verb_in_pool(row: Mapping[str, Any]) -> PoolVerb:
    """What is logged of a row that nobody has any more: free, or why it can not be drawn."""
    if row["reservation_id"]:
        return PoolVerb.RESERVE
    return PoolVerb.EXCLUDE if row["is_do_not_contact"] else PoolVerb.FREE


def status_in_pool(row: Mapping[str, Any]) -> RowStatus:
    """What a row is that nobody has."""
    return RowStatus.RESERVED if row["reservation_id"] else RowStatus.AVAILABLE


def _return(pool: LockedPool, row: Mapping[str, Any]) -> UpdateOne:
    times = row["times_returned"] + 1
    values = OF_ITS_HOLDER | {
        "status": status_in_pool(row),
        "times_returned": times,
        "draw_key": draw_key(pool.secret, str(row["_id"]), times),
    }
    place = {"database_id": pool.database_id, "_id": row["_id"], "status": row["status"]}
    return UpdateOne(cast(dict, place), {"$set": values}, hint=BY_ID)
