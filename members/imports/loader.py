"""Putting uploaded rows into their database, a part at a time, each in one transaction.

Whoever reserves a customer of the product, or draws from the database, stands in line with it: a
row is never loaded past a reservation, nor drawn before it is there.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from crm.mongo.rows import collection, current_session
from crm.staff.models import User
from members.databases.counts import add_counts
from members.databases.pool import (
    LockedPool,
    lock_pool,
    lock_product,
    note_left_out,
    note_pool_event,
)
from members.imports.known import KnownCustomers, ProductHoldings, forgotten_numbers
from members.imports.part.documents import PartDocuments, RowEncoder, RowFacts, row_id
from members.imports.part.judged import (
    JudgedRow,
    LoadTarget,
    ReadRow,
    duplicates_in,
    with_known,
)
from members.models import MemberRow, PoolVerb
from members.rules.duplicates import (
    Scope,
    is_marked,
    rejected_counts,
    row_counts,
    scopes_text,
)

# Of nearly all rows.
NOTHING_KNOWN = RowFacts(is_duplicate=False, is_do_not_contact=False, holding=None)


class DatabaseGone(Exception):
    """Somebody has deleted the database meanwhile."""


class KeptRow(NamedTuple):
    """A row that is stored: its number, what it says of itself, encoded; what is known of it."""

    number: int
    own: bytes
    facts: RowFacts


class LoadedPart(NamedTuple):
    """How many rows of a part have which outcome, which were skipped for what, and the numbers of
    those of which anything is true, by all that is."""

    counts: Counter[str]
    skipped: list[tuple[int, Scope]]
    scopes: dict[str, list[int]]


def load_part(
    target: LoadTarget,
    rows: Sequence[ReadRow],
    *,
    by: User | None,
    held: ProductHoldings | None = None,
    encoded: Sequence[bytes] | None = None,
) -> LoadedPart:
    """Insert the rows that are to be kept.

    `encoded` is what encode_rows makes of them, if that is done already. In a transaction, as its
    first writes. One event of the pool. Raises DatabaseGone.
    """
    event = lock_product(target.product_id)
    pool = lock_pool(target.database_id)
    if pool.is_deleted:
        raise DatabaseGone
    if encoded is None:
        encoded = encode_rows(RowEncoder(target.import_id, pool.secret), rows)
    forgotten = forgotten_numbers([row for row, _in_file in rows])
    if forgotten:
        rows, encoded = _without(forgotten, rows, encoded)
    duplicates = duplicates_in(target.destination, rows)
    unskipped = [each.row for each in duplicates if not target.skips(each)]
    customers = KnownCustomers(target.product_id, unskipped, held.at(event) if held else None)
    judged = [each if target.skips(each) else with_known(each, customers) for each in duplicates]
    kept = list(_kept(target, judged, encoded, customers))
    _insert(target, pool, kept)
    note_pool_event(pool, PoolVerb.JOIN, [], by=by)
    note_left_out(pool, _left_out(target, kept), by=by)
    skipped = [(each.row.number, scope) for each in judged if (scope := target.skips(each))]
    counts = row_counts((each.scopes for each in judged), target.choices)
    return LoadedPart(counts + rejected_counts(0, len(forgotten)), skipped, _by_scopes(judged))


def encode_rows(encode: RowEncoder, rows: Sequence[ReadRow]) -> list[bytes]:
    """What each row says of itself, as it is stored."""
    return [encode(row) for row, _in_file in rows]


def _by_scopes(judged: Sequence[JudgedRow]) -> dict[str, list[int]]:
    numbers = defaultdict[str, list[int]](list)
    for each in judged:
        if each.scopes:
            numbers[scopes_text(each.scopes)].append(each.row.number)
    return dict(numbers)


def _without(
    numbers: Collection[int], rows: Sequence[ReadRow], encoded: Sequence[bytes]
) -> tuple[list[ReadRow], list[bytes]]:
    """The other rows, each with what it says of itself."""
    pairs = zip(rows, encoded, strict=True)
    kept = [(read, own) for read, own in pairs if read.row.number not in numbers]
    return [read for read, _own in kept], [own for _read, own in kept]


def _kept(
    target: LoadTarget,
    judged: Sequence[JudgedRow],
    encoded: Sequence[bytes],
    customers: KnownCustomers,
) -> Iterator[KeptRow]:
    for each, own in zip(judged, encoded, strict=True):
        row, scopes = each
        if not scopes:
            yield KeptRow(row.number, own, NOTHING_KNOWN)
        elif not target.skips(each):
            is_duplicate = is_marked(scopes, target.choices)
            is_listed = Scope.DO_NOT_CONTACT in scopes
            holding = customers.holding_of(row) if Scope.RESERVED in scopes else None
            yield KeptRow(row.number, own, RowFacts(is_duplicate, is_listed, holding))


def _insert(target: LoadTarget, pool: LockedPool, kept: Sequence[KeptRow]) -> None:
    if not kept:
        return
    part = PartDocuments(target, pool)
    documents = [part.document(own, facts) for _number, own, facts in kept]
    collection(MemberRow).insert_many(documents, session=current_session())
    add_counts(pool.database_id, Counter(each.facts.status.value for each in kept), {})


def _left_out(target: LoadTarget, kept: Sequence[KeptRow]) -> Iterator[Mapping[str, Any]]:
    """What the log of the pool says of the rows that can not be drawn."""
    for number, _own, facts in kept:
        if facts.holding or facts.is_do_not_contact:
            yield {
                "_id": row_id(target.import_id, number),
                "times_returned": 0,
                "reservation_id": facts.holding.reservation_id if facts.holding else None,
                "is_do_not_contact": facts.is_do_not_contact,
            }
