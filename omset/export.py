"""What a downloaded file holds (OM-32). The columns of the records are those an import reads."""

from collections.abc import Iterable
from datetime import datetime

from bson import Decimal128

from omset.filters import Filter
from omset.models import OmsetRecord
from omset.tally import collection

RECORD_COLUMNS = {
    "date": "date",
    "staff": "staff_name",
    "product": "product_name",
    "customer_id": "customer_id",
    "kind": "kind",
    "nominal": "nominal",
    "multiplier": "multiplier",
    "total": "total",
    "note": "note",
    "status": "status",
}
ROWS_AT_ONCE = 1000
DAY_COLUMNS = ["date", "records", "forms", "ndp", "rdp", "total"]


def records(chosen: Filter) -> tuple[list[str], Iterable]:
    """Header and rows of exactly the records on the screen, newest first, read as they are sent."""
    fields = list(RECORD_COLUMNS.values())
    found = collection(OmsetRecord).find(chosen.match(), fields, batch_size=ROWS_AT_ONCE)
    found = found.sort({"date": -1, "_id": -1})
    return list(RECORD_COLUMNS), ([_plain(row[field]) for field in fields] for row in found)


def summary(chosen: Filter) -> tuple[list[str], Iterable]:
    """Header and one row a day of the numbers on the screen, in order of the days."""
    rows = (
        (day, found.records, found.forms, found.ndp, found.rdp, found.total)
        for day, found in chosen.days()
    )
    return DAY_COLUMNS, rows


def _plain(value):
    if isinstance(value, Decimal128):
        return value.to_decimal()
    return value.date() if isinstance(value, datetime) else value
