"""What batches say they hold, against what the database holds of them (LI-4, LW-5)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import aggregate, collection
from crm.registry.runs.proofs import StoredDifference
from loyalty.imports.batches import last_complete
from loyalty.models import BatchState, Card, ImportBatch, Programme, Receipt, SalesLine
from loyalty.rules.files.datasets import Dataset

SUMS = {"rows": {"$sum": 1}, "amount": {"$sum": "$amount"}, "points": {"$sum": "$points"}}


class BatchSums(NamedTuple):
    """What the rows of a batch come to."""

    rows: int = 0
    amount: Decimal = Decimal(0)
    points: int = 0


def wrong_batches() -> Iterator[StoredDifference]:
    """Every complete batch whose rows are not as many, or come to something else.

    Of registries the last one alone: a member bears the last that has them.
    """
    complete = ImportBatch.objects.filter(state=BatchState.COMPLETE).order_by("number")
    counted = {Dataset.RECEIPTS: _sums_of_receipts(), Dataset.SALES: _sums_of_lines()}
    for batch in complete.exclude(dataset=Dataset.REGISTRY):
        expected = counted[Dataset(batch.dataset)].get(batch.number, BatchSums())
        for name, value in expected._asdict().items():
            stored = getattr(batch, name)
            if stored != value:
                yield StoredDifference(f"#{batch.number}", f"batch_{name}", stored, value)
    yield from _wrong_registries()


def _wrong_registries() -> Iterator[StoredDifference]:
    for programme in Programme.objects.order_by("name_key"):
        batch = last_complete(programme, Dataset.REGISTRY)
        if batch is None:
            continue
        own = {"programme_id": programme.pk, "registry_batch": batch.number}
        cards = collection(Card).count_documents(own)
        if cards != batch.rows:
            yield StoredDifference(f"#{batch.number}", "batch_rows", batch.rows, cards)


def _sums_of_receipts() -> dict[int, BatchSums]:
    unwound: list[dict] = [
        {"$unwind": "$batches"},
        {"$group": {"_id": {"batch": "$batches"}, **SUMS}},
    ]
    return _by_batch(aggregate(Receipt, unwound))


def _sums_of_lines() -> dict[int, BatchSums]:
    group = {"$group": {"_id": {"batch": "$batch_number"}, **SUMS}}
    return _by_batch(aggregate(SalesLine, [group]))


def _by_batch(rows: list[dict[str, Any]]) -> dict[int, BatchSums]:
    return {
        row["batch"]: BatchSums(row["rows"], to_decimal(row["amount"]), row["points"])
        for row in rows
    }
