"""What becomes of a batch as a whole: begun, held, accepted, cancelled (LI-3 to LI-5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bson import ObjectId
from django.utils.translation import gettext as _

from crm.audit.record import note_event
from crm.imports.cells import Reason
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import document_of
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.staff.rules import roles
from crm.web.forms.reasons import fitting_reason
from loyalty.imports.judging.problems import as_kept
from loyalty.members.numbers import next_number
from loyalty.models import BatchState, ImportBatch, Programme
from loyalty.rules.files.datasets import Dataset

BATCHES = "batches"
# The same file goes on with these.
UNFINISHED = (BatchState.LOADING, BatchState.FAILED, BatchState.HELD)
CANCELLABLE = (BatchState.READING, BatchState.REFUSED, BatchState.READY, BatchState.HELD)


class BatchRefused(Exception):
    """It cannot be done to the batch as it is; the text says why."""


@dataclass(frozen=True, kw_only=True)
class ImportRequest:
    """What is asked for beside the file."""

    programme: Programme
    dataset: Dataset
    # Headings mapped by hand, by the field that they hold.
    columns: Mapping[str, str] = field(default_factory=dict)
    # Of a registry; None: the newest update date in the file.
    as_of: date | None = None
    replaces_months: bool = False
    by: User | None = None

    def options(self) -> dict[str, Any]:
        """The options as a batch keeps them: the same file with others is another batch."""
        return {
            "columns": dict(sorted(self.columns.items())),
            "as_of": self.as_of.isoformat() if self.as_of else "",
            "replaces_months": self.replaces_months,
        }


@dataclass(frozen=True)
class FileFacts:
    """By what a file is known."""

    name: str
    size: int
    sha256: str


@transactional
def begin(
    request: ImportRequest, file: FileFacts, state: BatchState, upload_id: ObjectId | None = None
) -> ImportBatch:
    """Write and return a new batch."""
    batch = ImportBatch.objects.create(
        number=next_number(BATCHES),
        programme=request.programme,
        dataset=request.dataset,
        state=state,
        file_name=file.name,
        file_size=file.size,
        sha256=file.sha256,
        options=request.options(),
        upload_id=upload_id,
        by=request.by,
        by_name=request.by.name if request.by else "",
    )
    after = {"number": batch.number, "dataset": batch.dataset, "file": batch.file_name}
    note_event(batch, "begin import", by=request.by, after=after)
    return batch


def unfinished_batch(request: ImportRequest, file: FileFacts) -> ImportBatch | None:
    """The batch that this file goes on with."""
    return _last_of(request, file, UNFINISHED)


def complete_batch(request: ImportRequest, file: FileFacts) -> ImportBatch | None:
    """The batch by which this file is loaded already, with these options.

    Of a registry the last one alone: an older one again is another state of the members.
    """
    same = _last_of(request, file, (BatchState.COMPLETE,))
    if same and request.dataset == Dataset.REGISTRY:
        last = last_complete(request.programme, request.dataset)
        return same if last and last.pk == same.pk else None
    return same


def last_complete(programme: Programme, dataset: Dataset) -> ImportBatch | None:
    """The newest batch of a dataset that counts."""
    complete = ImportBatch.objects.filter(
        programme=programme, dataset=dataset, state=BatchState.COMPLETE
    )
    return complete.order_by("-number").first()


@transactional
def hold(batch: ImportBatch, reasons: Iterable[Reason], facts: Mapping[str, Any]) -> None:
    """Keep a batch from being applied until a master admin has accepted it (LI-5).

    `facts` is what the file was judged to hold.
    """
    problem = as_kept(reasons)
    stored = ImportBatch.objects.select_related("by").get(pk=batch.pk)
    if stored.state != BatchState.HELD or stored.problem != problem:
        move(stored, BatchState.HELD, problem=problem, **facts)
        note_event(stored, "hold", by=stored.by, after={"problems": problem.splitlines()})
    vars(batch).update(vars(stored))


@transactional
def accept(pk: ObjectId, *, by: User | None, reason: str) -> ImportBatch:
    """Let a held batch be applied when its file is imported on. `by` None: at the server's shell.

    Raises BatchRefused unless a master admin says why, or it is not held any more.
    """
    if by is not None and by.role != roles.MASTER_ADMIN:
        raise BatchRefused(_("Only a master admin accepts a batch that is held."))
    if not fitting_reason(reason):
        raise BatchRefused(_("Say why."))
    batch = ImportBatch.objects.select_related("programme", "by").get(pk=pk)
    if batch.state != BatchState.HELD or batch.accept_reason:
        raise BatchRefused(_("The batch is not held any more."))
    named = {"accepted_by_name": by.name if by else "", "accept_reason": fitting_reason(reason)}
    move(batch, BatchState.HELD, **named)
    note_event(batch, "accept", by=by, reason=fitting_reason(reason))
    return batch


@transactional
def cancel(pk: ObjectId, *, by: User) -> ImportBatch:
    """Give up a batch of which nothing is applied. Raises BatchRefused."""
    batch = ImportBatch.objects.get(pk=pk)
    if batch.state not in CANCELLABLE:
        raise BatchRefused(_("The batch has gone on: it cannot be cancelled any more."))
    move(batch, BatchState.CANCELLED)
    note_event(batch, "cancel", by=by)
    return batch


def move(batch: ImportBatch, state: BatchState, **facts: Any) -> None:
    """Write how a batch is now, unless somebody else has. Raises BatchRefused."""
    before = BatchState(batch.state).value
    for name, value in {"state": state, **facts}.items():
        setattr(batch, name, value)
    written = collection(ImportBatch).update_one(
        {"_id": batch.pk, "state": before},
        {"$set": document_of(batch, {"state", *facts})},
        session=current_session(),
    )
    if not written.matched_count:
        raise BatchRefused(_("The batch has gone on meanwhile."))


def _last_of(
    request: ImportRequest, file: FileFacts, states: Iterable[BatchState]
) -> ImportBatch | None:
    batches = ImportBatch.objects.filter(
        sha256=file.sha256,
        programme=request.programme,
        dataset=request.dataset,
        state__in=list(states),
    )
    options = request.options()
    alike = batches.select_related("programme", "by").order_by("-number")
    return next((batch for batch in alike if batch.options == options), None)
