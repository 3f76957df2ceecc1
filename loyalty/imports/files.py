"""A file imported from its beginning to its end: what the commands and the workers do (LI-3)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Any

from bson import ObjectId
from django.utils.translation import get_language

from crm.imports.reasons import reason_in_words
from crm.imports.text import UnreadableFile
from crm.uploads.store import store_file
from loyalty.files.source import open_rows
from loyalty.imports import batches
from loyalty.imports.batches import FileFacts, ImportRequest
from loyalty.imports.judging.judgement import Judgement
from loyalty.imports.judging.plans import forecast, loader_of, refuse_loaded_months, warnings_of
from loyalty.imports.judging.problems import NOTHING_TO_DO, in_words
from loyalty.imports.judging.whole_file import judged_file
from loyalty.imports.locks import HeldLock, import_lock
from loyalty.imports.run import OUTCOMES, Progress, run
from loyalty.imports.uploads import REJECTED_ROWS, REJECTS_NAME
from loyalty.models import BatchState, ImportBatch


@dataclass
class ImportOutcome:
    """What became of a file, as the commands print it."""

    batch: int | None = None
    state: str = ""
    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    repaired: int = 0
    remarks: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    errors_file: str = ""
    seconds: float = 0
    # Why it is held or failed.
    problem: list[str] = field(default_factory=list)
    # How the file was understood.
    style: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    columns_not_kept: list[str] = field(default_factory=list)

    @property
    def is_applied(self) -> bool:
        """Whether the database has it now."""
        return self.state == BatchState.COMPLETE


def nothing(done: int, of: int) -> None:
    """Tells nobody how far it is."""


def import_file(
    path: Path, request: ImportRequest, *, accept_reason: str = "", progress: Progress = nothing
) -> ImportOutcome:
    """Import a file of this machine; the rejected rows go to a file beside it.

    A file that is there already is not imported again. Raises UnreadableFile and FileRefused, by
    which nothing is written, ImportBusy, LockLost.
    """
    began = time.monotonic()
    facts = facts_of(path, path.name)
    with import_lock(request.programme, request.dataset) as lock:
        if same := batches.complete_batch(request, facts):
            return _unchanged(same)
        rejects = path.with_name(f"{path.name}.{REJECTS_NAME}")
        with judged_rows(path, request, lock.keeping(progress), rejects) as judgement:
            batch = batches.unfinished_batch(request, facts) or batches.begin(
                request, facts, BatchState.READING
            )
            batch = _hold_or_run(batch, request, judgement, lock, accept_reason, progress)
            outcome = outcome_of(batch, judgement)
    return _ended(outcome, judgement, began)


def dry_run(path: Path, request: ImportRequest, progress: Progress = nothing) -> ImportOutcome:
    """What importing the file would do; writes nothing. Raises UnreadableFile, FileRefused."""
    began = time.monotonic()
    with judged_rows(path, request, progress, None) as judgement:
        outcome = outcome_of(None, judgement)
        for name, count in forecast(request, judgement).items():
            setattr(outcome, name, count)
        outcome.problem = [str(reason) for reason in warnings_of(request, judgement)]
    outcome.seconds = round(time.monotonic() - began, 3)
    return outcome


@contextmanager
def judged_rows(
    path: Path, request: ImportRequest, progress: Progress, rejects: Path | None
) -> Iterator[Judgement]:
    """The judgement of a file that can be imported, for the block.

    Raises UnreadableFile, FileRefused.
    """
    source = open_rows(path, request.dataset, request.columns)
    with judged_file(source, request, progress, rejects) as judgement:
        refuse_loaded_months(request, judgement)
        yield judgement


def load(
    batch: ImportBatch,
    request: ImportRequest,
    judgement: Judgement,
    lock: HeldLock,
    progress: Progress,
) -> None:
    """Store the rows of a batch that nothing holds back."""
    judgement.rejects_id = _stored_rejects(batch, judgement)
    run(batch, judgement, loader_of(batch, judgement), lock, progress)


def facts_of(path: Path, name: str) -> FileFacts:
    """By what the file is known. Raises UnreadableFile."""
    try:
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        return FileFacts(name, path.stat().st_size, digest)
    except OSError as error:
        raise UnreadableFile(error.strerror or str(error)) from error


def outcome_of(batch: ImportBatch | None, judgement: Judgement) -> ImportOutcome:
    """What became of a file by now."""
    outcome = ImportOutcome(
        read=judgement.read,
        rejected=judgement.rejected,
        repaired=judgement.repaired,
        remarks=judgement.remarks,
        errors=[
            each | {"reason": reason_in_words(each["reason"], get_language() or "en")}
            for each in judgement.first_rejects
        ],
        style=judgement.style,
        columns=judgement.columns,
        columns_not_kept=judgement.columns_not_kept,
    )
    if batch is not None:
        outcome.batch, outcome.state = batch.number, BatchState(batch.state).value
        outcome.problem = in_words(batch)
        if batch.state == BatchState.COMPLETE:
            for name in OUTCOMES:
                setattr(outcome, name, getattr(batch, name))
    return outcome


def _hold_or_run(
    batch: ImportBatch,
    request: ImportRequest,
    judgement: Judgement,
    lock: HeldLock,
    accept_reason: str,
    progress: Progress,
) -> ImportBatch:
    is_held = batch.state in (BatchState.READING, BatchState.HELD) and not batch.accept_reason
    warnings = list(warnings_of(request, judgement)) if is_held else []
    if warnings:
        batches.hold(batch, warnings, judgement.facts())
        if not accept_reason:
            return batch
        batch = batches.accept(batch.pk, by=None, reason=accept_reason)
    load(batch, request, judgement, lock, progress)
    return batch


def _unchanged(batch: ImportBatch) -> ImportOutcome:
    """The file is there already: each row of it that was taken."""
    return ImportOutcome(
        batch=batch.number,
        state=BatchState.COMPLETE.value,
        read=batch.read,
        unchanged=batch.read - batch.rejected,
        rejected=batch.rejected,
        repaired=batch.repaired,
        remarks=batch.remarks,
        problem=[NOTHING_TO_DO % {"batch": batch.number}],
    )


def _ended(outcome: ImportOutcome, judgement: Judgement, began: float) -> ImportOutcome:
    outcome.errors_file = str(judgement.rejects.path) if judgement.rejects.count else ""
    outcome.seconds = round(time.monotonic() - began, 3)
    return outcome


def _stored_rejects(batch: ImportBatch, judgement: Judgement) -> ObjectId | None:
    """The file of rejected rows, stored for 30 days for whoever imports from the page."""
    if not judgement.rejects.count or batch.by is None:
        return None
    name = f"{batch.file_name}.{REJECTS_NAME}"
    return store_file(judgement.rejects.path, batch.by, REJECTED_ROWS, name, "csv").pk
