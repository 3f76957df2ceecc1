"""Sales lines into the database, and the months that they are the lines of (LI-17)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import bson

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import aggregate, collection, current_session
from crm.mongo.stored import joined_document
from loyalty.imports.rows.counted import counted_lines, months_loaded
from loyalty.imports.run import StoredCounts
from loyalty.models import ImportBatch, Programme, SalesLine, SalesMonth
from loyalty.rules.guards import MonthSums


class MonthTaken(Exception):
    """Another batch has become the one of a month since the file was judged."""


class SalesLoader:
    """Stores the lines of one batch; none counts before `conclude`."""

    part_size = 10_000

    def __init__(
        self, batch: ImportBatch, months: Mapping[int, MonthSums], replaced: Mapping[int, int]
    ) -> None:
        self.batch, self.months, self.replaced = batch, months, replaced

    def prepare(self) -> None:
        """What was stored behind the last full part goes: it comes again."""
        first = SalesLine.id_of(self.batch.number, self.batch.reached + 1)
        match = {"batch_number": self.batch.number, "_id": {"$gte": first}}
        collection(SalesLine).delete_many(match)

    def store(self, part: list[tuple[int, bytes]]) -> None:
        """Add a part of the lines."""
        number = self.batch.number
        documents = [
            joined_document(
                bson.encode({"_id": SalesLine.id_of(number, row), "batch_number": number}), encoded
            )
            for row, encoded in part
        ]
        collection(SalesLine).insert_many(documents, ordered=False)
        ImportBatch.objects.filter(pk=self.batch.pk).update(reached=part[-1][0])

    def settle(self) -> None:
        """Nothing follows from all of them being there."""

    def counted(self) -> StoredCounts:
        """The lines of the batch, all of them new, and whether each month has what its file has."""
        stored = stored_months(self.batch.number)
        rows = sum(each.rows for each in stored.values())
        return StoredCounts(
            inserted=rows,
            updated=0,
            stored=rows,
            expected=sum(each.rows for each in self.months.values()),
            agrees=stored == dict(self.months),
            amount=sum((each.amount for each in stored.values()), Decimal(0)),
            points=stored_points(self.batch.number),
        )

    def conclude(self) -> None:
        """Make the batch the one of its months. Raises MonthTaken."""
        now = months_loaded(self.batch.programme)
        for month in sorted(self.months):
            if now.get(month) != self.replaced.get(month):
                raise MonthTaken(month)
            self._point(month, now.get(month))

    def _point(self, month: int, before: int | None) -> None:
        """From this write on the lines of the batch count, and those before do not."""
        key = SalesMonth.id_of(self.batch.programme_id, month)
        writes: dict[str, Any] = {
            "$set": {
                "programme_id": self.batch.programme_id,
                "month": month,
                "batch_number": self.batch.number,
            }
        }
        earlier = [before] if before is not None else []
        writes["$push"] = {"earlier_batches": {"$each": earlier}}
        collection(SalesMonth).update_one(
            {"_id": key}, writes, upsert=True, session=current_session()
        )


def stored_months(batch_number: int) -> dict[int, MonthSums]:
    """By month what the stored lines of a batch come to."""
    sums = {"rows": {"$sum": 1}, "amount": {"$sum": "$amount"}}
    pipeline: list[dict] = [
        {"$match": {"batch_number": batch_number}},
        {"$group": {"_id": {"month": "$month"}, **sums}},
    ]
    rows = aggregate(SalesLine, pipeline)
    return {row["month"]: MonthSums(row["rows"], to_decimal(row["amount"])) for row in rows}


def stored_points(batch_number: int) -> int:
    """The points that the stored lines of a batch state."""
    sums = {"_id": {}, "points": {"$sum": "$points"}}
    pipeline: list[dict] = [{"$match": {"batch_number": batch_number}}, {"$group": sums}]
    rows = aggregate(SalesLine, pipeline)
    return rows[0]["points"] if rows else 0


def months_in_place(programme: Programme) -> dict[int, MonthSums]:
    """By month what the lines that count come to."""
    sums = {"rows": {"$sum": 1}, "amount": {"$sum": "$amount"}}
    pipeline: list[dict] = [
        {"$match": counted_lines(programme)},
        {"$group": {"_id": {"month": "$month"}, **sums}},
    ]
    rows = aggregate(SalesLine, pipeline)
    return {row["month"]: MonthSums(row["rows"], to_decimal(row["amount"])) for row in rows}
