"""What the witness outside the database remembers of batches: rows and their sums (LW-1)."""

from collections.abc import Iterable
from functools import partial
from hashlib import sha256
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from crm.mongo.rows import aggregate, collection
from crm.registry.runs import witnessed
from crm.witness.counting import BatchKey
from loyalty.models import BatchState, ImportBatch, Member, Receipt, SalesLine
from loyalty.rules.files.datasets import Dataset

# So many of the batches that ended last are looked after.
NEWEST = 20
KINDS: dict[Dataset, str] = {each: f"loyalty-{each.value}" for each in Dataset}
SUMS = {"rows": {"$sum": 1}, "amount": {"$sum": "$amount"}, "points": {"$sum": "$points"}}


def key_of(batch: ImportBatch) -> BatchKey:
    """By what the witness knows a batch."""
    return BatchKey(KINDS[Dataset(batch.dataset)], str(batch.number))


def register() -> None:
    """Let the witness remember members, rows and batches of loyalty."""
    witnessed.count("loyalty-members", _("loyalty members"), Member)
    witnessed.count("loyalty-batches", _("loyalty imports"), ImportBatch, append_only=True)
    witnessed.count("loyalty-receipts", _("receipts"), Receipt)
    witnessed.count("loyalty-sales", _("sales lines"), SalesLine)
    _batches(Dataset.RECEIPTS, Receipt, "batches", {"by": "$day"}, SUMS)
    _batches(Dataset.SALES, SalesLine, "batch_number", {"by": "$month"}, SUMS)
    numbers = {"rows": {"$sum": 1}, "numbers": {"$sum": "$number"}}
    _batches(Dataset.REGISTRY, Member, "created_by_batch", {"by": "$programme_id"}, numbers)


def _batches(
    dataset: Dataset, model: type[Model], column: str, by: dict[str, Any], sums: dict[str, Any]
) -> None:
    witnessed.batches(
        KINDS[dataset],
        dataset.label,
        partial(_count, model, column),
        partial(_fingerprint, model, column, by, sums),
        partial(_newest, dataset),
    )


def _count(model: type[Model], column: str, key: str) -> int:
    return collection(model).count_documents({column: int(key)})


def _fingerprint(
    model: type[Model], column: str, by: dict[str, Any], sums: dict[str, Any], key: str
) -> str:
    """A hash over what the rows come to, by day or month."""
    rows = aggregate(model, [{"$match": {column: int(key)}}, {"$group": {"_id": by, **sums}}])
    return sha256("\n".join(sorted(str(sorted(row.items())) for row in rows)).encode()).hexdigest()


def _newest(dataset: Dataset) -> Iterable[str]:
    batches = ImportBatch.objects.filter(dataset=dataset, state=BatchState.COMPLETE)
    return map(str, batches.order_by("-number").values_list("number", flat=True)[:NEWEST])
