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
from members.imports.known import ByTerm, KnownCustomers, ProductHoldings
from members.models import MemberRow, PoolVerb, RowStatus
from members.rules.draw import draw_key
from members.rules.duplicates import NEW, Choice, Scope

# Beside the outcomes: what became of the rows.
INSERTED, SKIPPED, MARKED = "inserted", "skipped", "marked"
RESERVED, DO_NOT_CONTACT = "reserved", "do_not_contact"

LAST_NUMBER = 2**32 - 1


class DatabaseGone(Exception):
    """Somebody has deleted the database meanwhile."""


class ReadRow(NamedTuple):
    """A row of the file, and whether an earlier one is about the same."""

    row: UploadedRow
    in_file: Scope | None


@dataclass(frozen=True, kw_only=True)
class LoadTarget:
    """Where the rows go, and what is done with duplicates by their scope."""

    database_id: ObjectId
    product_id: ObjectId
    import_id: ObjectId
    choices: Mapping[str, str]

    @property
    def place(self) -> Place:
        return Place(self.database_id, self.product_id, self.import_id)


def load_part(
    target: LoadTarget,
    rows: Sequence[ReadRow],
    *,
    by: User | None,
    held: ProductHoldings | None = None,
) -> Counter[str]:
    """Insert the rows that are to be kept; how many have which outcome.

    In a transaction, as its first writes. One event of the pool. Raises DatabaseGone.
    """
    event = lock_product(target.product_id)
    pool = lock_pool(target.database_id)
    if pool.is_deleted:
        raise DatabaseGone
    existing = ExistingRows(target.place, [row for row, _in_file in rows])
    scopes = [existing.scope_of(row, in_file) for row, in_file in rows]
    kept = [
        (row, scope)
        for (row, _in_file), scope in zip(rows, scopes, strict=True)
        if scope is None or target.choices[scope] != Choice.SKIP
    ]
    held_by_term = held.at(event) if held else None
    documents = _documents(target, pool, kept, held_by_term)
    if documents:
        collection(MemberRow).insert_many(documents, session=current_session())
        add_counts(pool.database_id, Counter(row["status"] for row in documents), {})
    note_pool_event(pool, PoolVerb.JOIN, [], by=by)
    note_left_out(pool, documents, by=by)
    return _counts(scopes, documents)


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
    kept: Sequence[tuple[UploadedRow, Scope | None]],
    held: ByTerm | None,
) -> list[dict[str, Any]]:
    known = KnownCustomers(target.product_id, [row for row, _scope in kept], held)
    shape = _shape(target, pool)
    marked = {scope for scope, choice in target.choices.items() if choice == Choice.MARK}
    documents = [_document(shape, pool.secret, row) for row, _scope in kept]
    for document, (row, scope) in zip(documents, kept, strict=True):
        document["is_duplicate"] = scope in marked
        document["is_do_not_contact"] = known.is_listed(row)
        if holding := known.holding_of(row):
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


def _counts(scopes: Sequence[Scope | None], documents: Sequence[dict[str, Any]]) -> Counter[str]:
    counts = Counter(str(scope) if scope else NEW for scope in scopes)
    counts[INSERTED] = len(documents)
    counts[SKIPPED] = len(scopes) - len(documents)
    counts[MARKED] = sum(row["is_duplicate"] for row in documents)
    counts[RESERVED] = sum(row["status"] == RowStatus.RESERVED for row in documents)
    counts[DO_NOT_CONTACT] = sum(row["is_do_not_contact"] for row in documents)
    return +counts
