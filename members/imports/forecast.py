"""How many rows of a file would have which outcome; writes nothing."""

from collections import Counter
from collections.abc import Callable, Mapping

from crm.imports.rejects import RejectsFile
from members.imports.existing import Destination
from members.imports.file.plan import FilePart, UploadPlan, parts_of
from members.imports.known import KnownCustomers, forgotten_numbers
from members.imports.part.judged import duplicates_in, with_known
from members.rules.duplicates import rejected_counts, row_counts

ROWS_AT_ONCE = 1000


def forecast(
    plan: UploadPlan,
    destination: Destination,
    choices: Mapping[str, str],
    *,
    rejects: RejectsFile | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> dict[str, int]:
    """What an upload with these choices would count, by the same rule (row_counts)."""
    counts: Counter[str] = Counter()
    done = 0
    for part in parts_of(plan, rejects, size=ROWS_AT_ONCE):
        counts += _counts(part, destination, choices)
        done += part.size
        progress(done)
    return dict(counts)


def _counts(part: FilePart, destination: Destination, choices: Mapping[str, str]) -> Counter[str]:
    forgotten = forgotten_numbers([row for row, _in_file in part.rows])
    own = [read for read in part.rows if read.row.number not in forgotten]
    customers = KnownCustomers(destination.product_id, [row for row, _in_file in own])
    judged = [with_known(each, customers) for each in duplicates_in(destination, own)]
    counts = row_counts((each.scopes for each in judged), choices)
    return counts + rejected_counts(part.rejected, len(forgotten))
