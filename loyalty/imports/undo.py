"""Taking a batch back as a whole (LI-6): at once it counts no more, then its rows go in steps.

An undo that was killed goes on where it has come to. What it ends in is as it was before the batch.
"""

from collections.abc import Callable
from typing import Any

from bson import ObjectId
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.record import note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.staff.rules import roles
from crm.web.forms.reasons import fitting_reason
from crm.witness.verbs import rows_removed, witness
from loyalty.imports import after
from loyalty.imports.batches import BatchRefused, last_complete, move
from loyalty.imports.judging.notes import remove_notes
from loyalty.imports.locks import HeldLock
from loyalty.imports.rows.registry.undo import undo_registry
from loyalty.imports.witnessed import key_of
from loyalty.models import (
    BatchState,
    ImportBatch,
    Receipt,
    SalesLine,
    SalesMonth,
)
from loyalty.rules.files.datasets import Dataset

ROWS_AT_ONCE = 2_000
LINES_AT_ONCE = 10_000
UNDOABLE = (BatchState.COMPLETE, BatchState.LOADING, BatchState.FAILED)


@transactional
def begin_undo(pk: ObjectId, *, by: User | None, reason: str) -> ImportBatch:
    """Let a batch count no more, and what it replaced count again; its rows go by `take_back`.

    One that was not loaded to its end can be taken back too. `by` None: at the server's shell.
    Raises BatchRefused unless a master admin says why, for a batch of which nothing is stored, and
    for a registry that another one has followed.
    """
    if by is not None and by.role != roles.MASTER_ADMIN:
        raise BatchRefused(_("Only a master admin undoes a batch."))
    if not fitting_reason(reason):
        raise BatchRefused(_("Say why."))
    batch = ImportBatch.objects.select_related("programme", "by").get(pk=pk)
    if batch.state not in UNDOABLE:
        raise BatchRefused(_("Nothing of the batch is stored: there is nothing to undo."))
    if batch.dataset == Dataset.REGISTRY and _is_followed(batch):
        raise BatchRefused(_("A later registry has been loaded: undo that one first."))
    named = {"undone_by_name": by.name if by else "", "undo_reason": fitting_reason(reason)}
    move(batch, BatchState.UNDOING, figures_due=True, **named)
    if batch.dataset == Dataset.SALES:
        _give_months_back(batch)
    note_event(batch, "undo", by=by, reason=fitting_reason(reason))
    return batch


def take_back(batch: ImportBatch, lock: HeldLock, progress: Callable[[int, int], None]) -> None:
    """Remove the rows of a batch that is being undone; what must stay is counted with it."""
    after.follow_due(batch.programme)
    match batch.dataset:
        case Dataset.RECEIPTS:
            _take_back_receipts(batch, lock, progress)
        case Dataset.SALES:
            _take_back_lines(batch, lock, progress)
        case _:
            batch.left_alone = undo_registry(batch, lock, progress)
    remove_notes(batch.number)
    _end(batch, lock)
    if batch.dataset == Dataset.REGISTRY:
        # Who is a member still, and with which opening, is known only now.
        after.follow_due(batch.programme)
    witness("loyalty undo", key_of(batch))


@transactional
def _end(batch: ImportBatch, lock: HeldLock) -> None:
    lock.renew()
    stored = ImportBatch.objects.get(pk=batch.pk)
    facts = {"left_alone": batch.left_alone, "figures_due": batch.dataset == Dataset.REGISTRY}
    move(stored, BatchState.UNDONE, ended_at=timezone.now(), **facts)
    note_event(stored, "end undo", by=None, after={"left_alone": batch.left_alone})


def _is_followed(batch: ImportBatch) -> bool:
    last = last_complete(batch.programme, Dataset.REGISTRY)
    return last is not None and last.number > batch.number


def _give_months_back(batch: ImportBatch) -> None:
    """The last one before it is again the one of its months, if any is."""
    months, session = collection(SalesMonth), current_session()
    match = {"programme_id": batch.programme_id}
    own = match | {"batch_number": batch.number}
    last = {"$ifNull": [{"$last": "$earlier_batches"}, None]}
    rest = {
        "$slice": [
            "$earlier_batches",
            {"$max": [1, {"$subtract": [{"$size": "$earlier_batches"}, 1]}]},
        ]
    }
    fewer = {"$cond": [{"$gt": [{"$size": "$earlier_batches"}, 1]}, rest, []]}
    months.update_many(
        own, [{"$set": {"batch_number": last, "earlier_batches": fewer}}], session=session
    )
    # Of months that another one has replaced meanwhile it is none to go back to.
    months.update_many(
        match | {"earlier_batches": batch.number},
        {"$pull": {"earlier_batches": batch.number}},
        session=session,
    )


def _take_back_receipts(
    batch: ImportBatch, lock: HeldLock, progress: Callable[[int, int], None]
) -> None:
    receipts, done = collection(Receipt), 0
    while rows := list(receipts.find({"batches": batch.number}, {"_id": True}, limit=ROWS_AT_ONCE)):
        lock.renew()
        _remove_receipts(batch, [row["_id"] for row in rows])
        progress(done := done + len(rows), batch.rows)


@transactional
def _remove_receipts(batch: ImportBatch, ids: list[str]) -> None:
    receipts, session = collection(Receipt), current_session()
    those: dict[str, Any] = {"_id": {"$in": ids}}
    receipts.delete_many(those | {"batches": [batch.number]}, session=session)
    receipts.update_many(those, {"$pull": {"batches": batch.number}}, session=session)
    rows_removed(key_of(batch), len(ids))


def _take_back_lines(
    batch: ImportBatch, lock: HeldLock, progress: Callable[[int, int], None]
) -> None:
    """The ids of a batch's lines stand in the order of its rows."""
    lines, done = collection(SalesLine), 0
    own = {"$gte": SalesLine.id_of(batch.number, 0), "$lt": SalesLine.id_of(batch.number + 1, 0)}
    while rows := list(
        lines.find({"_id": own}, {"_id": True}, sort=[("_id", 1)], limit=LINES_AT_ONCE)
    ):
        lock.renew()
        _remove_lines(batch, [row["_id"] for row in rows])
        progress(done := done + len(rows), batch.rows)


@transactional
def _remove_lines(batch: ImportBatch, ids: list[ObjectId]) -> None:
    those = {"_id": {"$in": ids}}
    collection(SalesLine).delete_many(those, session=current_session())
    rows_removed(key_of(batch), len(ids))
