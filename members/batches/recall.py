"""Rows come back from staff: an admin recalls them, or the staff member leaves (BZ-6, RO-12)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.staff.models import User
from members.batches.alerts import settle_if_done
from members.batches.rows import NotInHand, note_row_event, stored_row
from members.databases.pool import lock_pool, return_rows
from members.models import IN_HAND, Batch, MemberRow


@transactional
def recall_row(pk: ObjectId, *, by: User, reason: str = "") -> None:
    """Put a row that somebody has back into its pool, with nothing of what they found out.

    It is reserved instead of available if its customer is by now (case 59). Raises NotInHand.
    """
    row = stored_row(pk)
    if row is None or row["status"] not in IN_HAND:
        raise NotInHand
    _return([row], by, reason)


@transactional
def recall_batch(pk: ObjectId, *, by: User, reason: str = "") -> int:
    """Recall every row of a batch, which disappears from the staff page; returns how many."""
    batch = Batch.objects.get(pk=pk)
    match = {"database_id": batch.database_id, "batch_id": pk, "status": {"$in": list(IN_HAND)}}
    return _return(list(collection(MemberRow).find(match, session=current_session())), by, reason)


@transactional
def return_rows_of(staff_id: ObjectId, *, by: User | None, reason: str) -> int:
    """Put all rows that a staff member has back into their pools; returns how many (RO-12).

    `by` None means the system. Rows that a request holds are the request's.
    """
    match = {"staff_id": staff_id, "status": {"$in": list(IN_HAND)}}
    return _return(list(collection(MemberRow).find(match, session=current_session())), by, reason)


def _return(rows: Sequence[Mapping[str, Any]], by: User | None, reason: str) -> int:
    by_database = defaultdict(list)
    for row in rows:
        by_database[row["database_id"]].append(row)
    for database_id in sorted(by_database):
        return_rows(lock_pool(database_id), by_database[database_id], by=by, reason=reason)
    for row in rows:
        before = {"staff_name": row["staff_name"], "status": row["status"]}
        note_row_event(row, "recall", by=by, before=before, reason=reason)
    for batch_id in {row["batch_id"] for row in rows if row["batch_id"]}:
        settle_if_done(batch_id)
    return len(rows)
