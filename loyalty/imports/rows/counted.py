"""Which stored rows count: asked when they are read, so that one write changes it for all pages."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from loyalty.models import BatchState, ImportBatch, Programme, SalesMonth
from loyalty.rules.files.datasets import Dataset


def complete_numbers(programme: Programme, dataset: Dataset) -> list[int]:
    """The batches of a dataset that count, the first one first."""
    batches = ImportBatch.objects.filter(
        programme=programme, dataset=dataset, state=BatchState.COMPLETE
    )
    return sorted(batches.values_list("number", flat=True))


def counted_receipts(programme: Programme) -> dict[str, Any]:
    """What a stored receipt matches that counts: a complete batch has it (LI-16)."""
    return receipts_of_batches(programme, complete_numbers(programme, Dataset.RECEIPTS))


def receipts_of_batches(programme: Programme, numbers: Collection[int]) -> dict[str, Any]:
    """The same, where the complete batches are known."""
    return {"programme_id": programme.pk, "batches": {"$in": sorted(numbers)}}


def counted_lines(programme: Programme, months: Collection[int] | None = None) -> dict[str, Any]:
    """What a stored sales line matches that counts: its month names its batch (LI-17).

    Of these months (YYYYMM) alone, or of all.
    """
    loaded = months_loaded(programme)
    return lines_of_months(
        {month: loaded[month] for month in loaded if months is None or month in months}
    )


def lines_of_months(loaded: Mapping[int, int]) -> dict[str, Any]:
    """The same, where the months' batches are known."""
    of_batch: dict[int, list[int]] = defaultdict(list)
    for month, number in loaded.items():
        of_batch[number].append(month)
    alternatives = [
        {"batch_number": number, "month": {"$in": sorted(of_batch[number])}}
        for number in sorted(of_batch)
    ]
    # Where nothing counts, nothing matches.
    return {"$or": alternatives} if alternatives else {"batch_number": None}


def months_loaded(programme: Programme) -> dict[int, int]:
    """By month (YYYYMM) the batch whose lines are the ones of it."""
    rows = SalesMonth.objects.filter(programme=programme).exclude(batch_number=None)
    pairs = rows.order_by("month").values_list("month", "batch_number")
    return {month: number for month, number in pairs if number is not None}
