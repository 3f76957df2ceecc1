"""Putting uploaded rows into their database, a part at a time, each in one transaction.

Whoever reserves a customer of the product, or draws from the database, stands in line with it: a
row is never loaded past a reservation, nor drawn before it is there.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

from bson import ObjectId
from django.db import connection

from crm.mongo.rows import collection, current_session
from crm.staff.models import User
from members.conflicts.marks import mark_values
from members.databases.counts import add_counts
from members.databases.pool import (
    LockedPool,
    lock_pool,
    lock_product,
    note_left_out,
    note_pool_event,
)
from members.imports.existing import ExistingRows, Place
from members.imports.file.rows import UploadedRow
from members.imports.known import KnownCustomers, ProductHoldings
from members.models import MemberRow, PoolVerb, RowStatus
from members.rules.draw import draw_key
from members.rules.duplicates import ALWAYS_MARKED, NEW, Choice, Scope, skipped_for

# Beside the outcomes: what became of the rows. The last two are of those that were inserted.
INSERTED, SKIPPED, MARKED = "inserted", "skipped", "marked"
LOADED_RESERVED, LOADED_LISTED = "loaded_reserved", "loaded_do_not_contact"

DUPLICATES = tuple(scope for scope in Scope if scope not in ALWAYS_MARKED)
LAST_NUMBER = 2**32 - 1


class DatabaseGone(Exception):
    """Somebody has deleted the database meanwhile."""


class ReadRow(NamedTuple):
    """A row of the file, and whether an earlier one is about the same."""

    row: UploadedRow
    in_file: Scope | None


class JudgedRow(NamedTuple):
    """A row and all that is true of it: the first is its outcome, and a row of none is new."""

    row: UploadedRow
    scopes: tuple[Scope, ...]

    @property
    def outcome(self) -> str:
        return str(self.scopes[0]) if self.scopes else NEW


class LoadedPart(NamedTuple):
    """How many rows of a part have which outcome, and which were skipped for what."""

    counts: Counter[str]
    skipped: list[tuple[int, Scope]]


@dataclass(frozen=True, kw_only=True)
class LoadTarget:
    """Where the rows go, and what is done with those of which something is true, by its scope."""

    database_id: ObjectId
    product_id: ObjectId
    import_id: ObjectId
    choices: Mapping[str, str]

    @property
    def place(self) -> Place:
        return Place(self.database_id, self.product_id, self.import_id)

    def skips(self, row: JudgedRow) -> Scope | None:
        """Why the row is left out, if it is."""
        return skipped_for(row.scopes, self.choices)


def load_part(
    target: LoadTarget,
    rows: Sequence[ReadRow],
    *,
    by: User | None,
    held: ProductHoldings | None = None,
) -> LoadedPart:
    """Insert the rows that are to be kept.

    In a transaction, as its first writes. One event of the pool. Raises DatabaseGone.
    """
    event = lock_product(target.product_id)
    pool = lock_pool(target.database_id)
    if pool.is_deleted:
        raise DatabaseGone
    duplicates = duplicates_in(target.place, rows)
    asked = [each.row for each in duplicates if not target.skips(each)]
    known = KnownCustomers(target.product_id, asked, held.at(event) if held else None)
    judged = [each if target.skips(each) else with_known(each, known) for each in duplicates]
    kept = [each for each in judged if not target.skips(each)]
    documents = _documents(target, pool, kept, known)
    if documents:
        collection(MemberRow).insert_many(documents, session=current_session())
        add_counts(pool.database_id, Counter(row["status"] for row in documents), {})
    note_pool_event(pool, PoolVerb.JOIN, [], by=by)
    note_left_out(pool, documents, by=by)
    left_out = [(each.row.number, scope) for each in judged if (scope := target.skips(each))]
    return LoadedPart(_counts(judged, documents), left_out)


def duplicates_in(place: Place, rows: Sequence[ReadRow]) -> list[JudgedRow]:
    """Which of the rows are about somebody who is there already. In this transaction."""
    existing = ExistingRows(place, [row for row, _in_file in rows])
    scopes = (existing.scope_of(row, in_file) for row, in_file in rows)
    pairs = zip(rows, scopes, strict=True)
    return [JudgedRow(read.row, (scope,) if scope else ()) for read, scope in pairs]


def with_known(judged: JudgedRow, known: KnownCustomers) -> JudgedRow:
    """The same with what else is known of its customer."""
    scopes = judged.scopes
    if known.is_listed(judged.row):
        scopes = (*scopes, Scope.DO_NOT_CONTACT)
    if known.holding_of(judged.row):
        scopes = (*scopes, Scope.RESERVED)
    return JudgedRow(judged.row, scopes)


def row_id(import_id: ObjectId, number: int) -> ObjectId:
    """The id of a row of a file: the same each time, so that it can be there only once."""
    return ObjectId(_beginning_of_ids(import_id) + number.to_bytes(4))


def ids_of(import_id: ObjectId, after: int = 0, last: int = LAST_NUMBER) -> dict[str, ObjectId]:
    """The ids of the rows of an upload behind one number and up to another, as a condition."""
    return {"$gt": row_id(import_id, after), "$lte": row_id(import_id, last)}


@lru_cache(maxsize=8)
def _beginning_of_ids(import_id: ObjectId) -> bytes:
    return import_id.binary[:4] + blake2b(import_id.binary, digest_size=4).digest()


def _documents(
    target: LoadTarget,
    pool: LockedPool,
    kept: Sequence[JudgedRow],
    known: KnownCustomers,
) -> list[dict[str, Any]]:
    shape = _shape(target, pool)
    marked = {scope for scope in DUPLICATES if target.choices[scope] == Choice.MARK}
    documents = [_document(shape, pool.secret, row) for row, _scopes in kept]
    for document, (row, scopes) in zip(documents, kept, strict=True):
        document["is_duplicate"] = not marked.isdisjoint(scopes)
        document["is_do_not_contact"] = Scope.DO_NOT_CONTACT in scopes
        if Scope.RESERVED in scopes and (holding := known.holding_of(row)):
            document |= {"status": RowStatus.RESERVED.value} | mark_values(holding)
    return documents


def _document(shape: dict[str, Any], secret: str, row: UploadedRow) -> dict[str, Any]:
    document = shape.copy()
    number, cells, customer_id, key, name, phone, terms = row
    pk = document["_id"] = row_id(shape["import_id"], number)
    document["number"], document["cells"] = number, cells
    document["customer_id"], document["customer_key"] = customer_id, key
    document["name"], document["phone"], document["terms"] = name, phone, terms
    document["draw_key"] = draw_key(secret, str(pk), 0)
    return document


def _shape(target: LoadTarget, pool: LockedPool) -> dict[str, Any]:
    """What is the same in all rows of a part, as the model stores it."""
    blank = MemberRow(
        database_id=target.database_id,
        product_id=target.product_id,
        import_id=target.import_id,
        number=0,
        draw_key="",
        joined=pool.sequence,
    )
    fields = [field for field in MemberRow._meta.concrete_fields if not field.primary_key]
    return {
        str(field.column): field.get_db_prep_save(getattr(blank, field.attname), connection)
        for field in fields
    }


def _counts(judged: Sequence[JudgedRow], documents: Sequence[dict[str, Any]]) -> Counter[str]:
    counts = Counter(row.outcome for row in judged)
    counts[INSERTED] = len(documents)
    counts[SKIPPED] = len(judged) - len(documents)
    counts[MARKED] = sum(row["is_duplicate"] for row in documents)
    counts[LOADED_RESERVED] = sum(row["status"] == RowStatus.RESERVED for row in documents)
    counts[LOADED_LISTED] = sum(row["is_do_not_contact"] for row in documents)
    return +counts
