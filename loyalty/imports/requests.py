"""What people ask for on the pages of batches: send a file, say its columns, confirm, undo."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

from bson import ObjectId
from django.utils.translation import gettext as _

from crm.jobs import queue
from crm.jobs.tasks import JobTask
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.uploads.models import Upload
from crm.uploads.room import NoDiskSpace, refuse_without_space
from crm.witness.reads import refuse_while_alarmed
from loyalty.imports import undo
from loyalty.imports.batches import (
    BatchRefused,
    FileFacts,
    ImportRequest,
    accept,
    begin,
    complete_batch,
    move,
)
from loyalty.imports.jobs import (
    judge_loyalty_file,
    load_loyalty_file,
    request_of,
    undo_loyalty_batch,
)
from loyalty.imports.judging.problems import NOTHING_TO_DO
from loyalty.models import BatchState, ImportBatch


@transactional
def send(upload: Upload, request: ImportRequest) -> ImportBatch:
    """Let a worker judge a file; nothing of it is applied before `confirm`.

    Raises BatchRefused for a file that is there already with these options.
    """
    file = FileFacts(upload.name, upload.size, upload.sha256)
    if same := complete_batch(request, file):
        raise BatchRefused(NOTHING_TO_DO % {"batch": same.number})
    batch = begin(request, file, BatchState.READING, upload.pk)
    _ask(judge_loyalty_file, batch)
    return batch


@transactional
def judge_again(pk: ObjectId, columns: Mapping[str, str], *, replaces_months: bool) -> None:
    """Say which columns hold what, and whether months are replaced. Raises BatchRefused."""
    batch = ImportBatch.objects.select_related("programme", "by").get(pk=pk)
    if batch.state not in (BatchState.REFUSED, BatchState.READY, BatchState.HELD):
        raise BatchRefused(_("The batch has gone on meanwhile."))
    request = replace(request_of(batch), columns=columns, replaces_months=replaces_months)
    no_longer = {"accept_reason": "", "accepted_by_name": "", "problem": ""}
    move(batch, BatchState.READING, options=request.options(), **no_longer)
    _ask(judge_loyalty_file, batch)


@transactional
def confirm(pk: ObjectId) -> None:
    """Let a worker store the rows of a file that nothing holds.

    Raises BatchRefused, WitnessAlarmed.
    """
    refuse_while_alarmed()
    batch = ImportBatch.objects.get(pk=pk)
    if batch.state != BatchState.READY:
        raise BatchRefused(_("The batch has gone on meanwhile."))
    _load(batch)


@transactional
def go_on(pk: ObjectId, *, by: User) -> None:
    """Let a worker go on with what has stopped before its end. Raises BatchRefused, WitnessAlarmed.

    Of a failed one what is missing is looked for from the first row on.
    """
    refuse_while_alarmed()
    batch = ImportBatch.objects.get(pk=pk)
    if batch.state == BatchState.FAILED:
        _load(batch)
        return
    _refuse_without_space(batch)
    try:
        queue.go_on(batch.job_id or ObjectId(), by=by)
    except queue.Over as over:
        raise BatchRefused(_("The batch has gone on meanwhile.")) from over


@transactional
def accept_held(pk: ObjectId, *, by: User, reason: str) -> None:
    """Accept a held batch; where its file is stored, let a worker go on.

    Raises BatchRefused, WitnessAlarmed.
    """
    refuse_while_alarmed()
    batch = accept(pk, by=by, reason=reason)
    if batch.upload_id:
        _load(batch)


@transactional
def ask_undo(pk: ObjectId, *, by: User, reason: str) -> None:
    """Let a batch count no more, and a worker take its rows back.

    Raises BatchRefused, WitnessAlarmed.
    """
    refuse_while_alarmed()
    _ask(undo_loyalty_batch, undo.begin_undo(pk, by=by, reason=reason))


def _refuse_without_space(batch: ImportBatch) -> None:
    try:
        refuse_without_space(batch.file_size)
    except NoDiskSpace as full:
        raise BatchRefused(full.reason) from full


def _load(batch: ImportBatch) -> None:
    _refuse_without_space(batch)
    move(batch, BatchState.LOADING, problem="")
    _ask(load_loyalty_file, batch)


def _ask(task: JobTask, batch: ImportBatch) -> None:
    # The same batch may be judged or loaded several times.
    keyed = task.keyed(f"loyalty-{batch.number}-{uuid4().hex}")
    job_id = ObjectId(keyed.enqueue(pk=str(batch.pk)).id)
    ImportBatch.objects.filter(pk=batch.pk).update(job_id=job_id)
