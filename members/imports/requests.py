"""What people do to an upload: begin it, say how it is read, confirm, cancel, mend, take back.

Each step asks for one job: the one that follows the job before it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from bson import ObjectId

from crm.imports.files import TableChoice
from crm.jobs import queue
from crm.jobs.models import Job, State
from crm.jobs.tasks import JobTask
from crm.mongo.transaction import transactional
from crm.staff.models import Product, User
from crm.uploads.models import Upload
from crm.uploads.room import refuse_upload_without_space
from crm.witness.reads import refuse_while_alarmed
from members.databases.creation import database_for, set_columns
from members.imports.jobs import (
    close_members,
    count_members,
    load_members,
    read_members,
    undo_members,
)
from members.imports.run import state_when_stopped
from members.models import MemberDatabase, MemberImport, UploadState
from members.rules.duplicates import DEFAULTS, FORGOTTEN, REJECTED
from members.rules.mapping import placement

UNDOABLE = (UploadState.DONE, UploadState.CANCELLED)
# After these of a further upload of the rejected rows there may be another one.
WITHOUT_RESULT = (UploadState.CANCELLED, UploadState.UNDONE)
# What a worker does in each state.
TASKS: dict[str, JobTask] = {
    UploadState.READING: read_members,
    UploadState.COUNTING: count_members,
    UploadState.LOADING: load_members,
    UploadState.UNDOING: undo_members,
}
# From where each step can be taken; what a step ends in is none of them.
READABLE = (UploadState.COLUMNS, UploadState.REFUSED)
STOPPABLE = (
    *(UploadState.READING, UploadState.COLUMNS, UploadState.COUNTING, UploadState.READY),
    *(UploadState.REFUSED, UploadState.LOADING, UploadState.UNDOING),
)


class OverTaken(Exception):
    """The upload is not as it was shown: it has gone on or is over."""


@dataclass(frozen=True, kw_only=True)
class UploadRequest:
    """What is said beside the file (the source and the lawful basis of its rows)."""

    product: Product
    kind: str
    name: str
    source: str
    lawful_basis: str


@transactional
def begin(upload: Upload, request: UploadRequest, *, by: User) -> MemberImport:
    """Let a worker read the file; no row is uploaded before `confirm`. Raises OtherDatabase."""
    database = MemberDatabase.objects.named(request.name).first()
    wanted = MemberImport.objects.create(
        by=by,
        by_name=by.name,
        identity=uuid4().hex,
        upload_id=upload.pk,
        file_name=upload.name,
        database_id=database.pk if database else None,
        database_name=database.name if database else request.name,
        kind=request.kind,
        product=request.product,
        source=request.source,
        lawful_basis=request.lawful_basis,
        choices=DEFAULTS,
    )
    _ask(wanted, UploadState.READING)
    return wanted


@transactional
def read_again(wanted: MemberImport, choice: TableChoice, heading_row: int) -> None:
    """Let a worker read the file otherwise. Raises OverTaken.

    Not for the rows alone that an earlier upload has rejected: their numbers are of its sheet.
    """
    _refuse_unless(wanted, READABLE)
    if wanted.rerun_of_id:
        raise OverTaken
    chosen = choice._asdict() | {"heading_row": heading_row, "mapping": {}, "problem": ""}
    _ask(wanted, UploadState.READING, **chosen)


@transactional
def choose_columns(wanted: MemberImport, mapping: Mapping[str, int]) -> None:
    """Say which columns hold what; a worker counts what would become of the rows.

    Raises OverTaken.
    """
    chosen = {"mapping": dict(mapping), "phone_region": wanted.product.phone_region}
    _refuse_unless(wanted, (UploadState.COLUMNS,))
    _ask(wanted, UploadState.COUNTING, forecast=None, **chosen)


@transactional
def choose_again(wanted: MemberImport) -> None:
    """Go back to the columns. Raises OverTaken."""
    _refuse_unless(wanted, (UploadState.READY,))
    _move(wanted, UploadState.COLUMNS, forecast=None)


@transactional
def confirm(wanted: MemberImport, choices: Mapping[str, str], *, by: User) -> None:
    """Open the database if it is not there, and let a worker upload the file as it was shown.

    Raises OverTaken, OtherDatabase, WitnessAlarmed, NoDiskSpace.
    """
    refuse_while_alarmed()
    refuse_upload_without_space(wanted.upload_id)
    _refuse_unless(wanted, (UploadState.READY,))
    database = database_for(
        by=by, name=wanted.database_name, kind=wanted.kind, product=wanted.product
    )
    placed = placement(database.columns, wanted.headings)
    set_columns(database, placed.columns, by=by)
    chosen = {"database_id": database.pk, "choices": DEFAULTS | dict(choices)}
    _ask(wanted, UploadState.LOADING, **chosen)


@transactional
def cancel(wanted: MemberImport, *, by: User) -> None:
    """Stop it: at once where no row was uploaded yet, else within two seconds. Raises OverTaken."""
    _refuse_unless(wanted, STOPPABLE)
    job = job_of(wanted)
    if job and not is_stopped(wanted, job):
        try:
            queue.cancel(job.pk, by=by)
        except queue.Over as over:
            raise OverTaken from over
    # A worker that is uploading or taking back states itself what it has done.
    if not (_writes_rows(wanted) and job and job.state == State.RUNNING):
        _stop(wanted)


@transactional
def go_on(wanted: MemberImport, *, by: User) -> None:
    """Let a worker go on with what has stopped before its end.

    Raises OverTaken, WitnessAlarmed, NoDiskSpace.
    """
    refuse_while_alarmed()
    if wanted.state != UploadState.UNDOING:
        refuse_upload_without_space(wanted.upload_id)
    job = job_of(wanted)
    as_shown = MemberImport.objects.filter(
        pk=wanted.pk, state=wanted.state, job_id=wanted.job_id
    ).exists()
    if not (as_shown and is_stopped(wanted, job)):
        raise OverTaken
    if job is None:
        _ask(wanted, UploadState(wanted.state))
        return
    try:
        queue.go_on(job.pk, by=by)
    except queue.Over as over:
        raise OverTaken from over


def job_of(wanted: MemberImport) -> Job | None:
    """The job that a worker has to do for it just now, if there is one."""
    return Job.objects.filter(pk=wanted.job_id).first() if wanted.is_under_way else None


def is_stopped(wanted: MemberImport, job: Job | None) -> bool:
    """Whether it waits for a job that has ended without a word to it."""
    return wanted.is_under_way and (job is None or not job.is_going_on)


@transactional
def mend(wanted: MemberImport, *, by: User) -> MemberImport:
    """The further upload of the same file, of the rows alone that this one has rejected.

    There is one: whoever asks again gets the same, unless it was cancelled or taken back. Raises
    OverTaken.
    """
    wanted = MemberImport.objects.get(pk=wanted.pk)
    if wanted.state not in UNDOABLE or not rows_to_mend(wanted):
        raise OverTaken
    return rerun_of(wanted) or _rerun(wanted, by)


def rerun_of(wanted: MemberImport) -> MemberImport | None:
    """The further upload of its rejected rows, if there is one that may have a result."""
    reruns = MemberImport.objects.exclude(state__in=WITHOUT_RESULT)
    return reruns.filter(pk=wanted.rerun_id).first() if wanted.rerun_id else None


def _rerun(wanted: MemberImport, by: User) -> MemberImport:
    of_the_upload = ("upload_id", "file_name", "database_id", "database_name", "kind", "product_id")
    of_the_table = ("sheet", "encoding", "delimiter", "heading_row", "headings", "headings_key")
    of_the_page = ("mapping", "choices", "source", "lawful_basis", "phone_region")
    facts = {name: getattr(wanted, name) for name in (*of_the_upload, *of_the_table, *of_the_page)}
    again = MemberImport.objects.create(
        by=by,
        by_name=by.name,
        identity=uuid4().hex,
        rows=rows_to_mend(wanted),
        rerun_of_id=wanted.pk,
        **facts,
    )
    # Of two who ask at once one has to find the other's.
    upload = MemberImport.objects.filter(pk=wanted.pk, rerun_id=wanted.rerun_id)
    if not upload.update(rerun_id=again.pk):
        raise OverTaken
    # The first rows are read once more: of what is over nothing is kept.
    _ask(again, UploadState.READING)
    return again


def rows_to_mend(wanted: MemberImport) -> int:
    """How many of the rejected rows other columns could make members of."""
    return wanted.counts.get(REJECTED, 0) - wanted.counts.get(FORGOTTEN, 0)


@transactional
def undo(wanted: MemberImport) -> None:
    """Let a worker take the rows back that nobody has had. Raises OverTaken, WitnessAlarmed."""
    refuse_while_alarmed()
    _refuse_unless(wanted, UNDOABLE)
    _ask(wanted, UploadState.UNDOING)


def _refuse_unless(wanted: MemberImport, states: Collection[str]) -> None:
    """Raise OverTaken for a step that cannot be taken from where the upload is."""
    if wanted.state not in states:
        raise OverTaken


def _ask(wanted: MemberImport, state: UploadState, **facts: Any) -> None:
    """Move the upload on and ask for the job that does something with it."""
    result = _keyed(wanted, TASKS[state], state).enqueue(pk=str(wanted.pk))
    _move(wanted, state, job_id=ObjectId(result.id), **facts)


def _keyed(wanted: MemberImport, task: JobTask, name: str) -> JobTask:
    """The one job of that name that follows the upload's job before it."""
    return task.keyed(f"{name}-members-{wanted.pk}-{wanted.job_id or 'first'}")


def _move(wanted: MemberImport, state: UploadState, **facts: Any) -> None:
    rows = MemberImport.objects.filter(pk=wanted.pk, state=wanted.state, job_id=wanted.job_id)
    if not rows.update(state=state, **facts):
        raise OverTaken


def _stop(wanted: MemberImport) -> None:
    """End it, with no worker at it; what was uploaded by then is stated by one."""
    was_loading = wanted.state == UploadState.LOADING
    _move(wanted, state_when_stopped(wanted), reading=None)
    if was_loading and wanted.counts:
        _keyed(wanted, close_members, "close").enqueue(pk=str(wanted.pk))


def _writes_rows(wanted: MemberImport) -> bool:
    return wanted.state in (UploadState.LOADING, UploadState.UNDOING)
