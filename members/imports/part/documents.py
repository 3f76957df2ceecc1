"""Uploaded rows as documents of the database, encoded in two parts.

What a row says of itself is encoded while the server still stores the rows before it. The rest is
the same in nearly all rows of a part and encoded once.
"""

from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple

from bson import ObjectId, encode
from bson.raw_bson import RawBSONDocument
from django.db import connection

from crm.mongo.stored import joined_document
from members.conflicts.marks import mark_values
from members.databases.pool import LockedPool
from members.imports.file.rows import UploadedRow
from members.imports.part.judged import LoadTarget
from members.models import MemberRow, RowStatus
from members.rules.draw import DrawKeys
from members.rules.marks import Holding

LAST_NUMBER = 2**32 - 1
OWN = {
    *("id", "number", "cells", "customer_id", "customer_key", "name", "phone", "terms"),
    "draw_key",
}


class RowFacts(NamedTuple):
    """What is known of a row beside what its file says."""

    is_duplicate: bool
    is_do_not_contact: bool
    holding: Holding | None

    @property
    def status(self) -> RowStatus:
        """The status with which it begins (RS-11)."""
        return RowStatus.RESERVED if self.holding else RowStatus.AVAILABLE


class RowEncoder:
    """Encodes what the rows of an upload say of themselves; `secret` is that of their database."""

    def __init__(self, import_id: ObjectId, secret: str) -> None:
        self.beginning = _beginning_of_ids(import_id)
        self.keys = DrawKeys(secret)

    def __call__(self, row: UploadedRow) -> bytes:
        number, cells, customer_id, key, name, phone, terms = row
        pk = self.beginning + number.to_bytes(4)
        document = {
            "_id": ObjectId(pk),
            "number": number,
            "cells": cells,
            "customer_id": customer_id,
            "customer_key": key,
            "name": name,
            "phone": phone,
            "terms": terms,
            "draw_key": self.keys.of(pk.hex(), 0),
        }
        return encode(document)


class PartDocuments:
    """Makes the documents of one part of an upload, which joins its pool in one event."""

    def __init__(self, target: LoadTarget, pool: LockedPool) -> None:
        self.common = _common(target, pool)
        self.rest = cache(self._rest)

    def document(self, own: bytes, facts: RowFacts) -> RawBSONDocument:
        """The row that says `own` of itself."""
        return joined_document(own, self.rest(facts))

    def _rest(self, facts: RowFacts) -> bytes:
        flags = {"is_duplicate": facts.is_duplicate, "is_do_not_contact": facts.is_do_not_contact}
        marks = mark_values(facts.holding)
        return encode(self.common | flags | marks | {"status": facts.status.value})


def row_id(import_id: ObjectId, number: int) -> ObjectId:
    """The id of a row of a file: the same each time, so that it can be there only once."""
    return ObjectId(_beginning_of_ids(import_id) + number.to_bytes(4))


def ids_of(import_id: ObjectId, after: int = 0, last: int = LAST_NUMBER) -> dict[str, ObjectId]:
    """The ids of the rows of an upload behind one number and up to another, as a condition."""
    return {"$gt": row_id(import_id, after), "$lte": row_id(import_id, last)}


def _beginning_of_ids(import_id: ObjectId) -> bytes:
    return import_id.binary[:4] + blake2b(import_id.binary, digest_size=4).digest()


def _common(target: LoadTarget, pool: LockedPool) -> dict[str, Any]:
    """What is the same in all rows of a part, as the model stores it."""
    blank = MemberRow(
        database_id=target.database_id,
        product_id=target.product_id,
        import_id=target.import_id,
        joined=pool.sequence,
    )
    fields = [field for field in MemberRow._meta.concrete_fields if field.name not in OWN]
    return {
        str(field.column): field.get_db_prep_save(getattr(blank, field.attname), connection)
        for field in fields
    }
