"""Uploads from the page, done by workers: with the same plan and the same run as the command."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from bson import ObjectId
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from crm.imports.files import TableChoice
from crm.imports.rejects import RejectsFile
from crm.imports.text import UnreadableFile
from crm.jobs.context import JobContext
from crm.jobs.leases import Cancelled
from crm.jobs.tasks import job
from crm.mongo.transaction import transactional
from crm.uploads.models import Upload
from crm.uploads.store import UploadGone, store_file, temporary_copy
from members.databases.pool import lock_product
from members.imports.existing import Destination
from members.imports.file.plan import UploadPlan, make_plan, parts_of, reader_for
from members.imports.file.reading import reading_of, rows_to_show
from members.imports.file.remembered import headings_key, remembered_places
from members.imports.file.table import UploadTable, count_rows, open_table
from members.imports.forecast import forecast
from members.imports.loader import DatabaseGone
from members.imports.run import (
    LeftOutFiles,
    UploadOver,
    UploadRun,
    note_end,
    reasons_of,
    state_when_stopped,
)
from members.imports.skipped import write_skipped
from members.imports.undo import UndoRun
from members.imports.uploads import REJECTS_NAME, ROWS_LEFT_OUT, SKIPPED_NAME
from members.models import MemberDatabase, MemberImport, UploadState
from members.rules.duplicates import DEFAULTS
from members.rules.mapping import masked_fields

NO_ROWS = RejectsFile(Path(), (), ())
NOT_STORED = _("the file is not stored any more: send it again")


@job
def read_members(context: JobContext, pk: str) -> None:
    """Find out how the file is written, which columns it has, and how many rows."""
    wanted = _upload_in(pk, UploadState.READING)
    if wanted is None:
        return
    try:
        with _table(wanted) as table:
            read = partial(reading_of, table, rows_to_show(table), _region(wanted))
            write = partial(_write_reading, wanted, _facts_of(table, wanted, read()), read)
    except UnreadableFile as reason:
        facts = {"state": UploadState.REFUSED, "problem": str(reason)}
        write = partial(_write, wanted, facts)
    context.effect(write, reached=True)


@job
def count_members(context: JobContext, pk: str) -> None:
    """Count how many rows would have which outcome; writes no row."""
    wanted = _upload_in(pk, UploadState.COUNTING)
    if wanted is None:
        return
    destination = Destination(wanted.database_id, wanted.product_id, wanted.pk)
    choices = DEFAULTS | wanted.choices
    try:
        with _planned(wanted) as plan, _rejects(plan) as rejects:
            tell = _progress(context, plan)
            counts = forecast(plan, destination, choices, rejects=rejects, progress=tell)
            reasons = reasons_of(rejects, counts)
            facts = {"state": UploadState.READY, "forecast": counts, "reasons": reasons}
    except UnreadableFile as reason:
        facts = {"state": UploadState.REFUSED, "problem": str(reason)}
    context.effect(partial(_write, wanted, facts), reached=True)


@job
def load_members(context: JobContext, pk: str) -> None:
    """Load the file. An attempt that takes over goes on where the last one has come to.

    One that is cancelled leaves what is loaded by then.
    """
    wanted, began = _upload_in(pk, UploadState.LOADING), time.monotonic()
    if wanted is None:
        return
    with _planned(wanted) as plan:
        try:
            with _rejects(plan) as rejects:
                UploadRun(wanted, plan, context.effect, rejects).load(_progress(context, plan))
                files = _stored_files(wanted, plan, rejects)
                end = partial(note_end, wanted.pk, rejects, files, began=began)
                context.effect(end, reached=plan.rows)
        except (Cancelled, DatabaseGone):
            # The job's own effects are over with it.
            with _ending_early(wanted, plan, began) as end_early:
                transactional(end_early)()
            raise
        except UploadOver:
            # Whoever has ended it lets it be stated.
            return


@job
def close_members(context: JobContext, pk: str) -> None:
    """State what an upload has done that was cancelled while no worker was at it."""
    wanted, began = MemberImport.objects.select_related("by").get(pk=ObjectId(pk)), time.monotonic()
    try:
        with _planned(wanted) as plan, _ending_early(wanted, plan, began) as end:
            context.effect(end, reached=True)
    except UnreadableFile:
        # The file has ended meanwhile, and with it which of its rows were rejected.
        context.effect(partial(note_end, wanted.pk, NO_ROWS, began=began), reached=True)


@job
def undo_members(context: JobContext, pk: str) -> None:
    """Take back the rows of an upload that nobody has had and nothing marks."""
    wanted = _upload_in(pk, UploadState.UNDOING)
    if wanted is None:
        return
    try:
        UndoRun(wanted, context.effect).take_back(context.progress)
    except Cancelled:
        # What is gone is gone; the rest can be taken back another time.
        _write(wanted, {"state": state_when_stopped(wanted)})
        raise


@contextmanager
def _planned(wanted: MemberImport) -> Iterator[UploadPlan]:
    """The plan of the file as its columns were chosen. Raises UnreadableFile."""
    with _table(wanted) as table:
        database = MemberDatabase.objects.filter(pk=wanted.database_id).first()
        columns = database.columns if database else ()
        plan = make_plan(table, wanted.mapping, columns, wanted.rows, wanted.phone_region)
        yield replace(plan, earlier=tuple(_earlier_readers(wanted, plan)))


def _earlier_readers(wanted: MemberImport, plan: UploadPlan) -> Iterator[Any]:
    """What read the same file before, when only the rows are meant that it has rejected."""
    while wanted.rerun_of_id:
        wanted = MemberImport.objects.get(pk=wanted.rerun_of_id)
        yield reader_for(wanted.mapping, plan.targets, len(plan.columns), wanted.phone_region)


@contextmanager
def _table(wanted: MemberImport) -> Iterator[UploadTable]:
    """The table of the file, in the language of who sent it. Raises UnreadableFile."""
    upload = Upload.objects.stored().filter(pk=wanted.upload_id).first()
    if upload is None:
        raise UnreadableFile(str(NOT_STORED))
    choice = TableChoice(wanted.sheet, wanted.encoding, wanted.delimiter)
    language = wanted.by.language if wanted.by else ""
    try:
        with translation.override(language or "en"), temporary_copy(upload) as path:
            yield open_table(path, choice, heading_row=wanted.heading_row, first_of_several=True)
    except UploadGone as gone:
        raise UnreadableFile(str(NOT_STORED)) from gone


def _region(wanted: MemberImport) -> str:
    """Where phone numbers belong: until its columns are chosen, where those of its product do."""
    return wanted.phone_region if wanted.rerun_of_id else wanted.product.phone_region


def _facts_of(
    table: UploadTable, wanted: MemberImport, reading: Mapping[str, Any]
) -> dict[str, Any]:
    """What is written of a table that can be read; of one that was read before the state alone."""
    if wanted.rerun_of_id:
        return {"state": UploadState.COLUMNS, "problem": ""}
    remembered = remembered_places(table.headings)
    if masked_fields(table.headings, remembered, wanted.kind):
        remembered = {}
    return {
        "state": UploadState.COLUMNS,
        "problem": "",
        "rows": count_rows(table),
        **{name: reading[name] for name in ("sheet", "encoding", "delimiter", "heading_row")},
        "headings": table.headings,
        "headings_key": headings_key(table.headings),
        "mapping": remembered or reading["guess"],
    }


@contextmanager
def _ending_early(
    wanted: MemberImport, plan: UploadPlan, began: float
) -> Iterator[Callable[[], MemberImport]]:
    """What writes that the upload is cancelled: of its rejected rows those alone that are counted.

    More of the file was read ahead.
    """
    reached = MemberImport.objects.values_list("reached", flat=True).get(pk=wanted.pk)
    with _rejects(plan) as rejects:
        for part in parts_of(plan, rejects) if reached else ():
            if part.last >= reached:
                break
        files = _stored_files(wanted, plan, rejects)
        state = UploadState.CANCELLED
        yield partial(note_end, wanted.pk, rejects, files, began=began, state=state)


def _rejects(plan: UploadPlan) -> RejectsFile:
    headings = plan.table.headings
    return RejectsFile(plan.table.source.path, headings, range(len(headings)), is_stored=True)


def _stored_files(wanted: MemberImport, plan: UploadPlan, rejects: RejectsFile) -> LeftOutFiles:
    """The rows that were rejected, and those that were left out, become stored files."""
    path, headings = plan.table.source.path, plan.table.headings
    typed = range(len(headings))
    with RejectsFile(path, headings, typed, name=SKIPPED_NAME, is_stored=True) as skipped:
        write_skipped(wanted.pk, plan.table, skipped)
        return LeftOutFiles(
            rejects_id=_store(rejects, wanted, REJECTS_NAME),
            skipped_id=_store(skipped, wanted, SKIPPED_NAME),
        )


def _store(rows: RejectsFile, wanted: MemberImport, name: str) -> ObjectId | None:
    if rows.path is None or rows.file is None or wanted.by is None:
        return None
    rows.file.flush()
    whole_name = f"{wanted.file_name}.{name}"
    return store_file(Path(rows.path), wanted.by, ROWS_LEFT_OUT, whole_name, "csv").pk


def _progress(context: JobContext, plan: UploadPlan) -> Callable[[int], None]:
    return lambda done: context.progress(done, of=plan.rows)


def _upload_in(pk: str, state: UploadState) -> MemberImport | None:
    """The upload, unless it has gone on from `state` or is over."""
    rows = MemberImport.objects.select_related("by")
    return rows.filter(pk=ObjectId(pk), state=state).first()


def _write_reading(
    wanted: MemberImport, facts: Mapping[str, Any], read: Callable[[], dict[str, Any]]
) -> None:
    """In line with whoever forgets a customer: what is written before is rewritten by them."""
    lock_product(wanted.product_id)
    _write(wanted, {**facts, "reading": read()})


def _write(wanted: MemberImport, facts: dict[str, Any]) -> None:
    MemberImport.objects.filter(pk=wanted.pk, state=wanted.state).update(**facts)
