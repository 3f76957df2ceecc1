"""Imports from the page, done by workers: the same plan and the same run as of the command."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bson import ObjectId
from django.utils import timezone, translation
from django.utils.translation import gettext

from crm.imports.reasons import coded_reason
from crm.imports.text import UnreadableFile
from crm.jobs.context import JobContext
from crm.jobs.leases import Cancelled
from crm.jobs.tasks import job
from crm.uploads.models import Upload
from crm.uploads.purposes import Purpose, register
from crm.uploads.store import UploadGone, store_file, temporary_copy
from members.customers.forgotten_names import take_turn
from omset.imports.columns import UnusableColumns
from omset.imports.forgotten import forgotten_places
from omset.imports.plan import ImportOptions, ImportPlan, first_rows, make_plan
from omset.imports.run import ImportOutcome, import_file
from omset.models import OmsetRecord
from omset.models.imports import DepositImport, ImportState

PAGE = "imports"
DEPOSIT_FILES = register(
    Purpose(name="omset-import", page=PAGE, kinds=frozenset({"csv", "xlsx", "xls"}))
)
# Written by the import itself; nobody sends one.
REJECTED_ROWS = register(Purpose(name="omset-rejects", page=PAGE, kinds=frozenset()))
# Rows between two looks at whether somebody has cancelled.
ROWS_AT_ONCE = 200
REJECTS_NAME = "rejected.csv"


@job
def read_deposits(context: JobContext, pk: str) -> None:
    """Find out how the file is understood, as `import_omset --dry-run` does; writes no deposit."""
    wanted = _import_in(pk, ImportState.READING)
    if wanted is None:
        return
    try:
        with _planned(wanted) as plan:
            # The file is gone when it is written.
            rows = first_rows(plan, coded_reason)
            write = partial(_write_reading, wanted, plan, rows)
    except (UnreadableFile, UnusableColumns) as reason:
        facts = {"state": ImportState.REFUSED, "problem": str(reason)}
        write = partial(_write, wanted, facts)
    context.effect(write, reached=True)


@job
def import_deposits(context: JobContext, pk: str) -> None:
    """Import the file. An attempt that takes over leaves what is in the ledger as it is.

    One that is cancelled stops reading; what it has inserted stays, is recounted and stated.
    """
    wanted = _import_in(pk, ImportState.IMPORTING)
    if wanted is None:
        return
    began = _began(context)
    with _planned(wanted) as plan:
        rows = WatchedRows(context, plan.rows)
        outcome = import_file(plan, rows, by=wanted.by, is_stored=True)
        _add_earlier_attempts(outcome, began)
        facts = _facts(outcome, wanted)
    if rows.cancelled:
        # The job is cancelled, so no effect of its own would be written.
        _write(wanted, facts | {"state": ImportState.CANCELLED})
        raise rows.cancelled
    context.effect(partial(_write, wanted, facts | {"state": ImportState.DONE}), reached=True)


def _write_reading(wanted: DepositImport, plan: ImportPlan, rows: list[dict]) -> None:
    """In line with whoever forgets a customer: what is written before is rewritten by them."""
    take_turn()
    facts = {"state": ImportState.READY, "reading": _reading(plan, rows), "rows": plan.rows}
    _write(wanted, facts)


def _reading(plan: ImportPlan, rows: list[dict]) -> dict[str, Any]:
    """How the file is understood, without the rows of customers who were forgotten."""
    gone = forgotten_places(rows)
    kept_rows = [row for place, row in enumerate(rows) if place not in gone]
    return asdict(plan.reading) | {"rows": kept_rows}


class WatchedRows:
    """Hands rows on and says how far it is; ends early once somebody has cancelled."""

    def __init__(self, context: JobContext, total: int) -> None:
        self.context, self.total = context, total
        self.cancelled: Cancelled | None = None

    def __call__(self, rows: Iterable) -> Iterator:
        for number, row in enumerate(rows):
            if number % ROWS_AT_ONCE == 0 and self._is_cancelled(number):
                return
            yield row

    def _is_cancelled(self, number: int) -> bool:
        try:
            self.context.progress(number, of=self.total)
        except Cancelled as cancelled:
            self.cancelled = cancelled
        return self.cancelled is not None


def _began(context: JobContext) -> datetime:
    """When the first attempt began, as stored with the job."""
    if context.reached is None:
        now = timezone.now()
        context.effect(lambda: None, reached=now.isoformat())
        return now
    return datetime.fromisoformat(context.reached)


def _add_earlier_attempts(outcome: ImportOutcome, began: datetime) -> None:
    """What attempts that were lost have inserted is inserted by this import, not unchanged."""
    of_this_import = OmsetRecord.objects.filter(batch=outcome.batch, batch__gt="")
    earlier = of_this_import.filter(created_at__gte=began).count() - outcome.inserted
    if 0 < earlier <= outcome.unchanged:
        outcome.inserted += earlier
        outcome.unchanged -= earlier


def import_options(wanted: DepositImport) -> ImportOptions:
    """What was chosen beside the file, as the command has it."""
    return ImportOptions(staff=wanted.staff, product=wanted.product, status=wanted.status)


@contextmanager
def _planned(wanted: DepositImport) -> Iterator[ImportPlan]:
    """The plan of the file, in the language of who sent it. Raises UnreadableFile."""
    with translation.override(wanted.by.language or "en"):
        gone = UnreadableFile(gettext("the file is not stored any more: send it again"))
        upload = Upload.objects.stored().filter(pk=wanted.upload_id).first()
        if upload is None:
            raise gone
        try:
            with temporary_copy(upload) as path:
                plan = make_plan(path, import_options(wanted))
                yield replace(plan, sent_name=wanted.file_name)
        except UploadGone as error:
            raise gone from error


def _facts(outcome: ImportOutcome, wanted: DepositImport) -> dict[str, Any]:
    """What is kept of the outcome; the rejected rows become a stored file."""
    facts = asdict(outcome)
    del facts["reading"]
    rejects = facts.pop("errors_file")
    rejects_id = rejects and _store_rejects(Path(rejects), wanted)
    return {"outcome": facts, "rejects_id": rejects_id or None}


def _store_rejects(path: Path, wanted: DepositImport) -> ObjectId:
    name = f"{wanted.file_name}.{REJECTS_NAME}"
    return store_file(path, wanted.by, REJECTED_ROWS, name, "csv").pk


def _import_in(pk: str, state: ImportState) -> DepositImport | None:
    """The import, unless it has gone on from `state` or is over."""
    rows = DepositImport.objects.select_related("by")
    return rows.filter(pk=ObjectId(pk), state=state).first()


def _write(wanted: DepositImport, facts: dict[str, Any]) -> None:
    DepositImport.objects.filter(pk=wanted.pk, state=wanted.state).update(**facts)
