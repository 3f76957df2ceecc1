"""What people do to an import from the page: begin, confirm, cancel; and its end after 30 days."""

from bson import ObjectId
from django.utils import timezone

from crm.jobs import queue
from crm.jobs.models import Job, State
from crm.mongo.transaction import transactional
from crm.registry.runs.nightly import NightlyStep
from crm.staff.models import Product, User
from crm.uploads.models import KEPT, Upload
from crm.uploads.room import refuse_upload_without_space
from crm.witness.reads import refuse_while_alarmed
from omset.imports.jobs import import_deposits, read_deposits
from omset.models.imports import DepositImport, ImportState


class OverTaken(Exception):
    """The import is not as it was shown: it has gone on or is over."""


@transactional
def begin(
    upload: Upload, *, by: User, staff: User | None, product: Product | None, status: str
) -> DepositImport:
    """Let a worker read the file; nothing is imported before `confirm`."""
    wanted = DepositImport.objects.create(
        by=by,
        upload_id=upload.pk,
        file_name=upload.name,
        staff=staff.username if staff else "",
        product=product.name if product else "",
        status=status,
    )
    result = read_deposits.keyed(f"read-deposits-{wanted.pk}").enqueue(pk=str(wanted.pk))
    _move(wanted.pk, ImportState.READING, ImportState.READING, ObjectId(result.id))
    return wanted


@transactional
def confirm(pk: ObjectId) -> None:
    """Let a worker import the file as it was shown.

    Raises OverTaken, WitnessAlarmed, NoDiskSpace.
    """
    refuse_while_alarmed()
    refuse_upload_without_space(DepositImport.objects.get(pk=pk).upload_id)
    result = import_deposits.keyed(f"import-deposits-{pk}").enqueue(pk=str(pk))
    _move(pk, ImportState.READY, ImportState.IMPORTING, ObjectId(result.id))


@transactional
def cancel(wanted: DepositImport, *, by: User) -> None:
    """Stop it: at once where no deposit was written yet, else within two seconds.

    One that has stopped by itself has to go on first: what it imported is stated by a worker.
    Raises OverTaken.
    """
    job = job_of(wanted)
    if wanted.state == ImportState.IMPORTING and is_stopped(wanted, job):
        raise OverTaken
    if job and not is_stopped(wanted, job):
        try:
            queue.cancel(job.pk, by=by)
        except queue.Over as over:
            raise OverTaken from over
    # A worker that is importing states itself what it has done.
    if not (wanted.state == ImportState.IMPORTING and job and job.state == State.RUNNING):
        _move(wanted.pk, ImportState(wanted.state), ImportState.CANCELLED, wanted.job_id)


@transactional
def go_on(wanted: DepositImport, *, by: User) -> None:
    """Let a worker go on with what has stopped before its end.

    Raises OverTaken, WitnessAlarmed, NoDiskSpace.
    """
    refuse_while_alarmed()
    refuse_upload_without_space(wanted.upload_id)
    job = job_of(wanted)
    if job is None or not is_stopped(wanted, job):
        raise OverTaken
    try:
        queue.go_on(job.pk, by=by)
    except queue.Over as over:
        raise OverTaken from over


def job_of(wanted: DepositImport) -> Job | None:
    """The job that a worker has to do for it just now, if there is one."""
    return Job.objects.filter(pk=wanted.job_id).first() if wanted.is_under_way else None


def is_stopped(wanted: DepositImport, job: Job | None) -> bool:
    """Whether it waits for a job that has ended without a word to it."""
    return wanted.is_under_way and (job is None or not job.is_going_on)


def _move(pk: ObjectId, before: ImportState, after: ImportState, job_id: ObjectId | None) -> None:
    rows = DepositImport.objects.filter(pk=pk, state=before)
    if not rows.update(state=after, job_id=job_id):
        raise OverTaken


def end_imports() -> NightlyStep:
    """Remove what is known of imports whose file has ended; deposits and their history stay."""
    over = DepositImport.objects.filter(created_at__lt=timezone.now() - KEPT)
    removed, _by_model = over.delete()
    return NightlyStep("imports", {"removed": removed}, f"Imports: {removed:,} old ones removed.")
