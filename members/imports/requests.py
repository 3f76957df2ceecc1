"""What people do to an upload: begin it, say how it is read, confirm, cancel, mend, take back."""

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
from members.databases.creation import database_for, set_columns
from members.imports.jobs import count_members, load_members, read_members, undo_members
from members.imports.loader import FORGOTTEN
from members.models import MemberDatabase, MemberImport, UploadState
from members.rules.duplicates import DEFAULTS, REJECTED
from members.rules.mapping import placement

UNDOABLE = (UploadState.DONE, UploadState.CANCELLED)
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
    _ask(wanted, read_members, UploadState.READING)
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
    _ask(wanted, read_members, UploadState.READING, **chosen)


@transactional
def choose_columns(wanted: MemberImport, mapping: Mapping[str, int]) -> None:
    """Say which columns hold what; a worker counts what would become of the rows.

    Raises OverTaken.
    """
    chosen = {"mapping": dict(mapping), "phone_region": wanted.product.phone_region}
    _refuse_unless(wanted, (UploadState.COLUMNS,))
    _ask(wanted, count_members, UploadState.COUNTING, forecast=None, **chosen)


@transactional
def choose_again(wanted: MemberImport) -> None:
    """Go back to the columns. Raises OverTaken."""
    _refuse_unless(wanted, (UploadState.READY,))
    _move(wanted, UploadState.COLUMNS, forecast=None)


@transactional
def confirm(wanted: MemberImport, choices: Mapping[str, str], *, by: User) -> None:
    """Open the database if it is not there, and let a worker upload the file as it was shown.

    Raises OverTaken, OtherDatabase.
    """
    _refuse_unless(wanted, (UploadState.READY,))
    database = database_for(
        by=by, name=wanted.database_name, kind=wanted.kind, product=wanted.product
    )
    placed = placement(database.columns, wanted.headings)
    set_columns(database, placed.columns, by=by)
    chosen = {"database_id": database.pk, "choices": DEFAULTS | dict(choices)}
    _ask(wanted, load_members, UploadState.LOADING, **chosen)


@transactional
def cancel(wanted: MemberImport, *, by: User) -> None:
    """Stop it: at once where no row was uploaded yet, else within two seconds. Raises OverTaken."""
    _refuse_unless(wanted, STOPPABLE)
    job = Job.objects.filter(pk=wanted.job_id).first()
    if wanted.is_under_way and job is not None:
        try:
            queue.cancel(job.pk, by=by)
        except queue.Over as over:
            raise OverTaken from over
    # A worker that is uploading or taking back states itself what it has done.
    if not (_writes_rows(wanted) and job and job.state == State.RUNNING):
        _move(wanted, _cancelled_state(wanted), reading=None)


@transactional
def mend(wanted: MemberImport, *, by: User) -> MemberImport:
    """A further upload of the same file, of the rows alone that this one has rejected."""
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
    # The first rows are read once more: of what is over nothing is kept.
    _ask(again, read_members, UploadState.READING)
    return again


def rows_to_mend(wanted: MemberImport) -> int:
    """How many of the rejected rows other columns could make members of."""
    return wanted.counts.get(REJECTED, 0) - wanted.counts.get(FORGOTTEN, 0)


@transactional
def undo(wanted: MemberImport) -> None:
    """Let a worker take the rows back that nobody has had. Raises OverTaken."""
    _refuse_unless(wanted, UNDOABLE)
    _ask(wanted, undo_members, UploadState.UNDOING)


def _refuse_unless(wanted: MemberImport, states: Collection[str]) -> None:
    """Raise OverTaken for a step that cannot be taken from where the upload is."""
    if wanted.state not in states:
        raise OverTaken


def _ask(wanted: MemberImport, task: JobTask, state: UploadState, **facts: Any) -> None:
    """Move the upload on and ask for the job that does something with it."""
    result = task.enqueue(pk=str(wanted.pk))
    _move(wanted, state, job_id=ObjectId(result.id), **facts)


def _move(wanted: MemberImport, state: UploadState, **facts: Any) -> None:
    rows = MemberImport.objects.filter(pk=wanted.pk, state=wanted.state, job_id=wanted.job_id)
    if not rows.update(state=state, **facts):
        raise OverTaken


def _writes_rows(wanted: MemberImport) -> bool:
    return wanted.state in (UploadState.LOADING, UploadState.UNDOING)


def _cancelled_state(wanted: MemberImport) -> UploadState:
    undoing = wanted.state == UploadState.UNDOING
    return UploadState.DONE if undoing else UploadState.CANCELLED
