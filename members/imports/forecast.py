"""How many rows of a file would have which outcome; writes nothing."""

from collections import Counter
from collections.abc import Callable, Iterable

from crm.imports.rejects import RejectsFile
from members.imports.existing import Destination
from members.imports.file.plan import FilePart, UploadPlan, parts_of
from members.imports.known import KnownCustomers, forgotten_numbers
from members.imports.loader import LOADED_LISTED, LOADED_RESERVED, rejected_counts
from members.imports.part.judged import JudgedRow, duplicates_in, with_known
from members.rules.duplicates import REJECTED, Scope

ROWS_AT_ONCE = 1000


def forecast(
    plan: UploadPlan,
    destination: Destination,
    *,
    rejects: RejectsFile | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> dict[str, int]:
    """The rows by their outcome; beside that how many of all are reserved, how many listed."""
    counts: Counter[str] = Counter()
    done = 0
    for part in parts_of(plan, rejects, size=ROWS_AT_ONCE):
        counts += _counts(part, destination)
        done += part.size
        progress(done)
    return dict(counts)


def _counts(part: FilePart, destination: Destination) -> Counter[str]:
    forgotten = forgotten_numbers([row for row, _in_file in part.rows])
    own = [read for read in part.rows if read.row.number not in forgotten]
    customers = KnownCustomers(destination.product_id, [row for row, _in_file in own])
    judged = [with_known(each, customers) for each in duplicates_in(destination, own)]
    counts = Counter(each.outcome for each in judged)
    counts += rejected_counts(len(forgotten))
    counts[REJECTED] += part.rejected
    counts[LOADED_RESERVED] = _with(Scope.RESERVED, judged)
    counts[LOADED_LISTED] = _with(Scope.DO_NOT_CONTACT, judged)
    return +counts


def _with(scope: Scope, judged: Iterable[JudgedRow]) -> int:
    return sum(scope in each.scopes for each in judged)
