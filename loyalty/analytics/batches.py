"""What a batch does to the sums: made beside before it counts, and after (LX-10)."""

from crm.mongo.rows import collection
from loyalty.analytics.receipt_days import recount_receipt_days
from loyalty.analytics.sales_totals import build_sales_totals
from loyalty.models import Dataset, ImportBatch, Receipt


def sum_lines(batch: ImportBatch) -> None:
    """Make the sums of a batch of sales lines, before any month names it."""
    if batch.dataset == Dataset.SALES:
        build_sales_totals(batch.number)


def recount_days(batch: ImportBatch) -> None:
    """Recount the days of a batch of receipts that counts now, or counts no more."""
    if batch.dataset == Dataset.RECEIPTS:
        days = collection(Receipt).distinct("day", {"batches": batch.number})
        recount_receipt_days(batch.programme_id, {day.date() for day in days})
