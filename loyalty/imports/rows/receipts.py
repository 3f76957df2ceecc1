"""Receipts into the database: by what they say and their number among equals (LI-16)."""

import hashlib
from collections import Counter
from typing import Any

import bson
from bson import ObjectId
from pymongo import UpdateOne

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import aggregate, collection
from loyalty.imports.rows.counted import complete_numbers
from loyalty.imports.run import StoredCounts
from loyalty.models import ImportBatch, Programme, Receipt, Store
from loyalty.rules.files.datasets import Dataset
from loyalty.stores.verbs import join_programme


class ReceiptIds:
    """The ids of the receipts of a file, in its order: natural twins get one each."""

    def __init__(self, programme: Programme) -> None:
        self.programme_id = programme.pk
        self.twins: Counter[bytes] = Counter()

    def id_of(self, document: dict[str, Any]) -> str:
        """The id of the receipt that a document states."""
        content = hashlib.blake2b(digest_size=16)
        content.update(bson.encode({"programme": self.programme_id} | document))
        digest = content.digest()
        self.twins[digest] += 1
        return f"{digest.hex()}-{self.twins[digest]}"


class ReceiptLoader:
    """Stores the receipts of one batch."""

    part_size = 2_000

    def __init__(self, batch: ImportBatch, count: int, store_codes: set[str]) -> None:
        self.batch, self.count, self.store_codes = batch, count, store_codes
        self.store_ids: dict[str, ObjectId] = {}

    def prepare(self) -> None:
        """Stores that only the file knows become stores named by their codes (LM-16)."""
        for code in sorted(self.store_codes):
            join_programme(code, self.batch.programme, by=self.batch.by)
        stores = Store.objects.filter(programme=self.batch.programme)
        self.store_ids = dict(stores.values_list("code", "pk"))

    def store(self, part: list[tuple[int, bytes]]) -> None:
        """Add what is new, and note of all that this batch has them."""
        writes = [self._write(bson.decode(encoded)) for _row, encoded in part]
        collection(Receipt).bulk_write(writes, ordered=False)

    def settle(self) -> None:
        """Nothing follows from all of them being there."""

    def counted(self) -> StoredCounts:
        """Those that this batch has; those that no other complete batch has are new by it."""
        others = complete_numbers(self.batch.programme, Dataset.RECEIPTS)
        is_new = {"$eq": [{"$size": {"$setIntersection": ["$batches", others]}}, 0]}
        sums = {
            "rows": {"$sum": 1},
            "inserted": {"$sum": {"$cond": [is_new, 1, 0]}},
            "amount": {"$sum": "$amount"},
            "points": {"$sum": "$points"},
        }
        pipeline: list[dict] = [
            {"$match": {"batches": self.batch.number}},
            {"$group": {"_id": {}, **sums}},
        ]
        rows = aggregate(Receipt, pipeline)
        if not rows:
            return StoredCounts(0, 0, 0, self.count)
        [row] = rows
        return StoredCounts(
            inserted=row["inserted"],
            updated=0,
            stored=row["rows"],
            expected=self.count,
            amount=to_decimal(row["amount"]),
            points=row["points"],
        )

    def conclude(self) -> None:
        """A complete batch counts: nothing else is written."""

    def _write(self, document: dict[str, Any]) -> UpdateOne:
        pk = document.pop("_id")
        document["programme_id"] = self.batch.programme_id
        document["store_id"] = self.store_ids[document["store_code"]]
        changes = {"$setOnInsert": document, "$addToSet": {"batches": self.batch.number}}
        return UpdateOne({"_id": pk}, changes, upsert=True)


def known_receipts(programme: Programme, ids: list[str]) -> int:
    """How many of these receipts count already."""
    complete = complete_numbers(programme, Dataset.RECEIPTS)
    match = {"_id": {"$in": ids}, "batches": {"$in": complete}}
    return collection(Receipt).count_documents(match)
