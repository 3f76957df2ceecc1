"""Imports from the page, done by workers: judged and run as those of the commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from bson import ObjectId
from django.utils import translation

from crm.imports.text import UnreadableFile
from crm.jobs.context import JobContext
from crm.jobs.tasks import job
from crm.uploads.models import Upload
from crm.uploads.store import UploadGone, remove, temporary_copy
from loyalty.imports.batches import ImportRequest, hold, move
from loyalty.imports.files import judged_rows, load
from loyalty.imports.judging.judgement import Judgement
from loyalty.imports.judging.plans import forecast, warnings_of
from loyalty.imports.judging.problems import NO_FILE, FileRefused, as_kept
from loyalty.imports.locks import import_lock
from loyalty.imports.run import Progress
from loyalty.imports.undo import take_back
from loyalty.models import BatchState, ImportBatch
from loyalty.rules.files.datasets import Dataset


@job
def judge_loyalty_file(context: JobContext, pk: str) -> None:
    """Say what would become of the rows of a file; writes none of them."""
    batch = _batch_in(pk, BatchState.READING)
    if batch is None:
        return
    try:
        with _judged(batch, _progress(context)) as judgement:
            _say_what_is_to_come(batch, judgement)
    except (UnreadableFile, FileRefused) as reason:
        why = reason.reason if isinstance(reason, FileRefused) else str(reason)
        move(batch, BatchState.REFUSED, problem=as_kept([why]))


@job
def load_loyalty_file(context: JobContext, pk: str) -> None:
    """Store the rows of a file. An attempt that takes over goes on where the last one came to."""
    batch = _batch_in(pk, BatchState.LOADING)
    if batch is None:
        return
    with import_lock(batch.programme, Dataset(batch.dataset)) as lock:
        try:
            with _judged(batch, lock.keeping(_progress(context))) as judgement:
                load(batch, request_of(batch), judgement, lock, _progress(context))
        except (UnreadableFile, FileRefused) as reason:
            why = reason.reason if isinstance(reason, FileRefused) else str(reason)
            move(batch, BatchState.FAILED, problem=as_kept([why]))
    if batch.state == BatchState.COMPLETE and batch.upload_id:
        remove(batch.upload_id)


@job
def undo_loyalty_batch(context: JobContext, pk: str) -> None:
    """Take back the rows of a batch that counts no more."""
    batch = _batch_in(pk, BatchState.UNDOING)
    if batch is not None:
        with import_lock(batch.programme, Dataset(batch.dataset)) as lock:
            take_back(batch, lock, context.progress)


def request_of(batch: ImportBatch) -> ImportRequest:
    """What was asked for, as the batch keeps it."""
    options = batch.options
    return ImportRequest(
        programme=batch.programme,
        dataset=Dataset(batch.dataset),
        columns=options["columns"],
        as_of=date.fromisoformat(options["as_of"]) if options["as_of"] else None,
        replaces_months=options["replaces_months"],
        by=batch.by,
    )


def _say_what_is_to_come(batch: ImportBatch, judgement: Judgement) -> None:
    request = request_of(batch)
    facts = judgement.facts() | dict(forecast(request, judgement))
    warnings = list(warnings_of(request, judgement))
    if warnings:
        hold(batch, warnings, facts)
    else:
        move(batch, BatchState.READY, problem="", **facts)


@contextmanager
def _judged(batch: ImportBatch, progress: Progress) -> Iterator[Judgement]:
    """The judgement of the stored file, in the language of who sent it.

    Raises UnreadableFile, FileRefused.
    """
    upload = Upload.objects.stored().filter(pk=batch.upload_id).first()
    if upload is None:
        raise FileRefused(NO_FILE)
    language = batch.by.language if batch.by else ""
    try:
        with (
            translation.override(language or "en"),
            temporary_copy(upload) as path,
            judged_rows(path, request_of(batch), progress, None) as judgement,
        ):
            yield judgement
    except UploadGone as gone:
        raise FileRefused(NO_FILE) from gone


def _progress(context: JobContext) -> Progress:
    return lambda done, of: context.progress(done, of or None)


def _batch_in(pk: str, state: BatchState) -> ImportBatch | None:
    """The batch, unless it has gone on from `state` or is over."""
    batches = ImportBatch.objects.select_related("programme", "by")
    return batches.filter(pk=ObjectId(pk), state=state).first()
