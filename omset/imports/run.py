"""One import from file to recounted numbers: every row ends inserted, unchanged or rejected."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from hashlib import file_digest, sha256

from bson import ObjectId
from django.db import connection
from django.utils import timezone

from crm.audit.record import SYSTEM
from crm.imports.cells import CellValue, DamagedRow
from crm.imports.rejects import MOST_LISTED, RejectsFile
from crm.mongo.bulk_loads import bulk_load
from crm.staff.models import User
from crm.witness.counting import BatchKey
from crm.witness.reads import refuse_while_alarmed
from crm.witness.verbs import witness
from members.customers.forgotten_names import IS_FORGOTTEN
from omset.imports.directory import NameDirectory
from omset.imports.documents import DocumentMaker
from omset.imports.existing_records import (
    ExistingRecord,
    RemovedRecord,
    differing_fields,
    rows_with_records,
)
from omset.imports.history import note_import
from omset.imports.loader import RecordLoader
from omset.imports.plan import FileReading, ImportPlan
from omset.imports.rows import RejectedRow
from omset.imports.witnessed import BATCHES_OF_DEPOSITS
from omset.reconciliation import recount
from omset.signals import deposits_imported

# People recounted at a time: each waits for the server about as long as it computes.
AT_ONCE = 4


@dataclass
class ImportOutcome:
    """What an import did. `batch` is kept on its records and as the subject of its history."""

    batch: str
    read: int = 0
    inserted: int = 0
    unchanged: int = 0
    rejected: int = 0
    # Of the unchanged: what names a record of the ledger and says something else than it does now.
    differing: int = 0
    differences: list[dict] = field(default_factory=list)
    errors: list[dict] = field(default_factory=list)
    errors_file: str | None = None
    reading: FileReading | None = None
    seconds: float = 0.0

    def compare(self, number: int, fields: list[str]) -> None:
        """Count row `number` if it says something else in `fields` than the record it names."""
        self.differing += bool(fields)
        if fields and self.differing <= MOST_LISTED:
            self.differences.append({"row": number, "fields": fields})


@bulk_load()
def import_file(
    plan: ImportPlan,
    progress: Callable[[Iterable], Iterable] = iter,
    *,
    by: User | None = None,
    is_stored: bool = False,
) -> ImportOutcome:
    """Import the file, then recount everybody in it, which also finishes a run that was killed.

    `progress` is handed the rows on their way, to show how far it is. `by` is who will stand in
    history; None is the system. With `is_stored` the outcome is kept for readers of any language:
    reasons are as crm/imports/reasons.py keeps them. Raises WitnessAlarmed.
    """
    refuse_while_alarmed()
    began, since = time.monotonic(), timezone.now()
    outcome = ImportOutcome(batch=_batch_of(plan), reading=plan.reading)
    with (
        RejectsFile(plan.path, plan.headings, plan.typed_places, is_stored=is_stored) as rejects,
        RecordLoader(since) as loader,
    ):
        for number, document in _documents(plan, outcome, rejects, loader, progress):
            loader.add(document, number)
        loader.finish()
    _recount_everybody(plan, outcome.batch, loader, by)
    by_name = by.name if by else SYSTEM
    deposits_imported.send(sender=ImportOutcome, batch=outcome.batch, by_name=by_name)
    outcome.inserted, outcome.unchanged = loader.inserted.total(), loader.unchanged.total()
    outcome.rejected = rejects.count + len(loader.forgotten)
    outcome.errors = _first_errors(rejects, loader)
    outcome.errors_file = str(rejects.path) if rejects.path else None
    witness("deposits imported", BatchKey(BATCHES_OF_DEPOSITS, outcome.batch))
    outcome.seconds = round(time.monotonic() - began, 3)
    return outcome


def _first_errors(rejects: RejectsFile, loader: RecordLoader) -> list[dict]:
    """In the order of the file; rows of forgotten customers are in no file of rejected rows."""
    about = {"field": "customer_id", "reason": rejects.as_kept(IS_FORGOTTEN)}
    forgotten = [{"row": number} | about for number in loader.forgotten]
    return sorted([*rejects.first, *forgotten], key=lambda error: error["row"])[:MOST_LISTED]


def _recount_everybody(plan: ImportPlan, batch: str, loader: RecordLoader, by: User | None) -> None:
    """Recount the staff members of the file, some at a time, and note it."""

    def recount_one(staff_id: ObjectId) -> None:
        try:
            recount.after_import(staff_id)
            note_import(plan.file_name, batch, staff_id, loader, by)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(recount_one, sorted({*loader.marked, *loader.unchanged})))


def _documents(
    plan: ImportPlan,
    outcome: ImportOutcome,
    rejects: RejectsFile,
    loader: RecordLoader,
    progress: Callable[[Iterable], Iterable],
) -> Iterator[tuple[int, dict]]:
    """Each row that is a new deposit, as it is stored; `rejects` gets what is none."""
    today = timezone.localdate()
    read = plan.reader(today)
    directory = NameDirectory(create_missing=plan.options.create_missing)
    documents = DocumentMaker(outcome.batch)
    rows = rows_with_records(progress(plan.data()), plan.places.get("omset_id"))
    for number, cells, record in rows:
        outcome.read += 1
        if isinstance(record, ExistingRecord):
            loader.leave(record.staff_id)
            outcome.compare(number, differing_fields(read.fields(cells), record, today))
            continue
        try:
            row = read(_remaining(cells, record))
            staff, product = directory.person(row.staff), directory.product(row.product)
            document = documents.document_of(row, staff, product)
        except RejectedRow as why:
            rejects.add(number, cells, why)
        else:
            yield number, document


def _remaining(
    cells: list[CellValue] | DamagedRow, record: RemovedRecord | None
) -> list[CellValue] | DamagedRow:
    """The cells, unless they are a record's that was removed for good. Raises RejectedRow."""
    if record is not None:
        raise record.why
    return cells


def _batch_of(plan: ImportPlan) -> str:
    """The same for the same file and options: a second run goes on with what was interrupted."""
    with plan.path.open("rb") as file:
        content = file_digest(file, "sha256").hexdigest()
    options = sorted(asdict(plan.options).items(), key=str)
    return sha256(f"{content} {options}".encode()).hexdigest()[:24]
