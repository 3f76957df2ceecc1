"""One import from file to recounted numbers: every row ends inserted, unchanged or rejected."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from hashlib import file_digest, sha256
from itertools import islice
from pathlib import Path

from django.db import connection
from django.utils import timezone

from omset import recount
from omset.imports import columns
from omset.imports.cells import Damaged
from omset.imports.documents import Documents
from omset.imports.files import count_rows, numbered_rows
from omset.imports.history import note_import
from omset.imports.load import Loader
from omset.imports.names import Directory
from omset.imports.rejects import Rejects
from omset.imports.rows import Rejected, RowReader
from omset.imports.text import UnreadableFile

# People recounted at a time: each waits for the server about as long as it computes.
AT_ONCE = 4


@dataclass(frozen=True)
class Wishes:
    """What the person who imports says beside the file. Names stand for rows that give none."""

    staff: str = ""
    product: str = ""
    status: str = "approved"
    columns: dict[str, str] = field(default_factory=dict)
    create_missing: bool = False

    @property
    def defaults(self) -> dict[str, str]:
        named = {"staff": self.staff.strip(), "product": self.product.strip()}
        return {name: value for name, value in named.items() if value} | {"status": self.status}


@dataclass
class Outcome:
    """What an import did. `batch` is kept on its records and as the subject of its history."""

    batch: str
    read: int = 0
    inserted: int = 0
    unchanged: int = 0
    rejected: int = 0
    errors: list[dict] = field(default_factory=list)
    errors_file: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Plan:
    """A file that can be imported: read once to its end, its columns found."""

    path: Path
    wishes: Wishes
    headings: list[str]
    places: dict[str, int]
    rows: int

    @property
    def ignored(self) -> list[str]:
        return columns.ignored(self.headings, self.places)


def plan(path: Path, wishes: Wishes) -> Plan:
    """Look through the whole file before anything is written.

    Raises UnreadableFile or columns.UnusableColumns.
    """
    rows = count_rows(path)
    if not rows:
        raise UnreadableFile("the file is empty")
    _number, cells = next(numbered_rows(path))
    if isinstance(cells, Damaged):
        raise UnreadableFile(f"row {_number}: {cells.reason}")
    headings = [str(cell) for cell in cells]
    places = columns.place_columns(headings, wishes.columns)
    columns.check_complete(places, headings, set(wishes.defaults))
    return Plan(path, wishes, headings, places, rows - 1)


def carry_out(plan: Plan, watch: Callable[[Iterable], Iterable] = iter) -> Outcome:
    """Import the file, then recount everybody in it, which also finishes a run that was killed.

    `watch` is handed the rows on their way, to show the progress.
    """
    began, since = time.monotonic(), timezone.now()
    outcome = Outcome(batch=_batch_of(plan))
    with Rejects(plan.path, plan.headings) as rejects, Loader(since) as loader:
        for document in _documents(plan, outcome, rejects, watch):
            loader.add(document)
        loader.finish()
    _settle(sorted({*loader.inserted, *loader.unchanged}), plan, outcome.batch, loader)
    outcome.inserted, outcome.unchanged = loader.inserted.total(), loader.unchanged.total()
    outcome.rejected, outcome.errors = rejects.count, rejects.first
    outcome.errors_file = str(rejects.path) if rejects.path else None
    outcome.seconds = round(time.monotonic() - began, 3)
    return outcome


def _settle(staff_ids: list, plan: Plan, batch: str, loader: Loader) -> None:
    """Recount the staff members, some at a time, and note it."""

    def settle(staff_id) -> None:
        try:
            recount.after_import(staff_id)
            note_import(plan.path.name, batch, staff_id, loader)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(settle, staff_ids))


def _documents(plan: Plan, outcome: Outcome, rejects: Rejects, watch) -> Iterator[dict]:
    """The stored form of each row that is a deposit; the others go to `rejects`."""
    read = RowReader(
        plan.places, plan.wishes.defaults, width=len(plan.headings), today=timezone.localdate()
    )
    directory = Directory(create_missing=plan.wishes.create_missing)
    documents = Documents(outcome.batch)
    for number, cells in watch(islice(numbered_rows(plan.path), 1, None)):
        outcome.read += 1
        try:
            if isinstance(cells, Damaged):
                raise Rejected("row", cells.reason)
            row = read(cells)
            staff, product = directory.person(row.staff), directory.product(row.product)
        except Rejected as why:
            rejects.add(number, cells[:1] if isinstance(cells, Damaged) else cells, why)
        else:
            yield documents.of(row, staff, product)


def _batch_of(plan: Plan) -> str:
    """The same for the same file and wishes: a second run goes on with what was interrupted."""
    with plan.path.open("rb") as file:
        content = file_digest(file, "sha256").hexdigest()
    wishes = sorted(asdict(plan.wishes).items(), key=str)
    return sha256(f"{content} {wishes}".encode()).hexdigest()[:24]
