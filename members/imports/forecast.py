"""How many rows of a file would have which outcome; writes nothing."""

from collections import Counter
from collections.abc import Callable

from crm.imports.rejects import RejectsFile
from members.imports.existing import ExistingRows, Place
from members.imports.file.plan import FilePart, UploadPlan, parts_of
from members.imports.known import KnownCustomers
from members.imports.loader import DO_NOT_CONTACT, RESERVED, ReadRow
from members.rules.duplicates import NEW, REJECTED

ROWS_AT_ONCE = 1000


def forecast(
    plan: UploadPlan,
    place: Place,
    *,
    rejects: RejectsFile | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> dict[str, int]:
    """The rows by their outcome, and how many of those that are members are reserved."""
    counts: Counter[str] = Counter()
    done = 0
    for part in parts_of(plan, rejects, size=ROWS_AT_ONCE):
        counts += _counts(part, place)
        done += part.size
        progress(done)
    return dict(counts)


def _counts(part: FilePart, place: Place) -> Counter[str]:
    rows = [row for row, _in_file in part.rows]
    existing = ExistingRows(place, rows)
    known = KnownCustomers(place.product_id, rows)
    counts = Counter(_outcome(existing, read) for read in part.rows)
    counts[REJECTED] = part.rejected
    counts[RESERVED] = sum(known.holding_of(row) is not None for row in rows)
    counts[DO_NOT_CONTACT] = sum(map(known.is_listed, rows))
    return +counts


def _outcome(existing: ExistingRows, read: ReadRow) -> str:
    return existing.scope_of(read.row, read.in_file) or NEW
