"""Rows come back from staff: an admin recalls them, or the staff member leaves (BZ-6, RO-12)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from bson import ObjectId

from crm.audit.record import note_events
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.staff.models import User
from members.batches.invalid_rows.alerts import settle_if_done
from members.batches.rows import NotInHand, stored_row
from members.databases.pool import lock_pool, return_rows
from members.models import IN_HAND, Batch, MemberRow

ROWS_AT_ONCE = 1000


@transactional
def recall_row(pk: ObjectId, *, by: User, reason: str = "") -> None:
    """Put a row that somebody has back into its pool, with nothing of what they found out.

    It is reserved instead of available if its customer is by now (case 59). Raises NotInHand.
    """
    row = stored_row(pk)
    if row is None or row["status"] not in IN_HAND:
        raise NotInHand
    _return([row], by, reason)


def recall_batch(pk: ObjectId, *, by: User, reason: str = "") -> int:
    """Recall every row of a batch, which disappears from the staff page; returns how many."""
    batch = Batch.objects.get(pk=pk)
    return return_all({"database_id": batch.database_id, "batch_id": pk}, by=by, reason=reason)


def return_rows_of(staff_id: ObjectId, *, by: User | None, reason: str) -> int:
    """Put all rows that a staff member has back into their pools; returns how many (RO-12).

    `by` None means the system. Rows that a request holds are the request's.
    """
    return return_all({"staff_id": staff_id}, by=by, reason=reason)


def return_all(
    match: Mapping[str, Any],
    *,
    by: User | None,
    reason: str,
    part: Callable[[Callable[[], int]], int] = lambda write: transactional(write)(),
) -> int:
    """Put all rows that somebody has, and that fit, back into their pools; returns how many.

    Each part is a transaction of its own, so that others get at the pools in between; what was
    interrupted is finished by the next call. `part` runs one of them.
    """
    in_hand = {**match, "status": {"$in": list(IN_HAND)}}
    write = partial(_return_part, in_hand, by, reason)
    # Part by part, until one returns nothing.
    return sum(iter(lambda: part(write), 0))


def _return_part(match: Mapping[str, Any], by: User | None, reason: str) -> int:
    """Return some rows of one database; 0 once there are none."""
    rows = collection(MemberRow).find(match, session=current_session())
    part = list(rows.sort([("database_id", 1)]).limit(ROWS_AT_ONCE))
    first = part[0]["database_id"] if part else None
    return _return([row for row in part if row["database_id"] == first], by, reason)


def _return(rows: Sequence[Mapping[str, Any]], by: User | None, reason: str) -> int:
    """Return stored rows of one database."""
    if rows:
        return_rows(lock_pool(rows[0]["database_id"]), rows, by=by, reason=reason)
        before = {
            row["_id"]: {"staff_name": row["staff_name"], "status": row["status"]} for row in rows
        }
        note_events(MemberRow, before, "recall", by=by, reason=reason)
    for batch_id in {row["batch_id"] for row in rows if row["batch_id"]}:
        settle_if_done(batch_id)
    return len(rows)
