"""Taking an upload back: its rows go, but for those that somebody has had or something marks.

A part at a time, each one transaction and one event of the pool; what was killed is gone on with.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from bson import ObjectId

from crm.audit.record import note_event
from crm.mongo.rows import aggregate, collection, current_session
from crm.witness.counting import BatchKey
from crm.witness.reads import refuse_while_alarmed
from crm.witness.verbs import rows_removed, witness
from members.databases.counts import add_counts
from members.databases.pool import BY_ID, lock_pool, note_pool_event
from members.databases.turns import turn_at
from members.imports.part.documents import ids_of
from members.imports.run import Effect, UploadOver
from members.imports.witnessed import UPLOADS
from members.models import MemberImport, MemberRow, PoolVerb, RowStatus, UploadState

ROWS_IN_A_PART = 4000
IN_ORDER = [("_id", 1)]
# Why a row stays, beside its status.
RETURNED, FLAGGED = "returned", "flagged"


def goes(row: dict[str, Any]) -> bool:
    """Whether a stored row can be taken back: nobody has had it, nothing marks its customer."""
    return (
        row["status"] == RowStatus.AVAILABLE
        and not row["times_returned"]
        and not row["is_do_not_contact"]
        and row["reservation_id"] is None
    )


def undo_counts(wanted: MemberImport) -> dict[str, int]:
    """How many rows would go, and how many stay by why: `go` and the rest."""
    is_free = {"$eq": ["$status", RowStatus.AVAILABLE.value]}
    is_marked = {"$or": ["$is_do_not_contact", {"$ne": ["$reservation_id", None]}]}
    why = {
        "$switch": {
            "branches": [
                {"case": {"$not": is_free}, "then": "$status"},
                {"case": is_marked, "then": FLAGGED},
                {"case": {"$gt": ["$times_returned", 0]}, "then": RETURNED},
            ],
            "default": "go",
        }
    }
    rows = aggregate(
        MemberRow,
        [{"$match": _rows_of(wanted)}, {"$group": {"_id": {"why": why}, "rows": {"$sum": 1}}}],
    )
    return {"go": 0} | {row["why"]: row["rows"] for row in rows}


class UndoRun:
    """Takes the rows of an upload back, in the order of its file."""

    def __init__(self, wanted: MemberImport, effect: Effect) -> None:
        if wanted.database_id is None:
            raise UploadOver
        self.wanted, self.effect = wanted, effect
        self.database_id: ObjectId = wanted.database_id
        self.rows = wanted.counts.get("inserted", 0)

    def take_back(self, progress: Callable[[int, int], None]) -> None:
        """Remove what can go; write how many went and how many stay by why.

        Raises WitnessAlarmed.
        """
        refuse_while_alarmed()
        after, done = 0, 0
        while numbers := self._next_numbers(after):
            progress(done, self.rows)
            with turn_at(self.database_id):
                self.effect(partial(self._remove, after, numbers[-1]), numbers[-1])
            after, done = numbers[-1], done + len(numbers)
        self.effect(partial(_note_undo, self.wanted.pk), after)

    def _next_numbers(self, after: int) -> list[int]:
        match = {"database_id": self.database_id, "_id": ids_of(self.wanted.pk, after)}
        # The ids of an upload's rows stand in the order of their numbers.
        rows = collection(MemberRow).find(match, ("number",), hint=BY_ID).sort(IN_ORDER)
        return [row["number"] for row in rows.limit(ROWS_IN_A_PART).batch_size(ROWS_IN_A_PART)]

    def _remove(self, after: int, last: int) -> None:
        """Remove the rows between two numbers that can go. In a transaction."""
        session = current_session()
        pool = lock_pool(self.database_id)
        match = {"database_id": self.database_id, "_id": ids_of(self.wanted.pk, after, last)}
        columns = ("status", "times_returned", "is_do_not_contact", "reservation_id")
        rows = collection(MemberRow).find(match, columns, hint=BY_ID, session=session)
        gone = [row for row in rows.batch_size(ROWS_IN_A_PART) if goes(row)]
        those = {"database_id": self.database_id, "_id": {"$in": [row["_id"] for row in gone]}}
        collection(MemberRow).delete_many(those, hint=BY_ID, session=session)
        add_counts(self.database_id, {}, Counter(row["status"] for row in gone))
        note_pool_event(pool, PoolVerb.REMOVE, gone, by=self.wanted.by)
        rows_removed(BatchKey(UPLOADS, str(self.wanted.pk)), len(gone))
        collection(MemberImport).update_one(
            {"_id": self.wanted.pk}, {"$inc": {"counts.removed": len(gone)}}, session=session
        )


def _rows_of(wanted: MemberImport) -> dict[str, Any]:
    return {"database_id": wanted.database_id, "_id": ids_of(wanted.pk)}


def _note_undo(pk: ObjectId) -> None:
    """The upload is taken back; its history stays."""
    wanted = MemberImport.objects.select_related("by").get(pk=pk, state=UploadState.UNDOING)
    left = Counter(undo_counts(wanted))
    wanted.undo = {"removed": wanted.counts.get("removed", 0)} | dict(+left)
    wanted.state = UploadState.UNDONE
    wanted.save()
    note_event(wanted, "undo", by=wanted.by, after=wanted.undo)
    witness("upload undone", BatchKey(UPLOADS, str(pk)))
