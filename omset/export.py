"""What a downloaded file holds (OM-32). The columns of the records are those an import reads."""

from omset.filters import Filter

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
DAY_COLUMNS = ["date", "records", "forms", "ndp", "rdp", "total"]


def records(chosen: Filter) -> tuple[list[str], object]:
    """Header and rows of exactly the records on the screen, read one by one, newest first."""
    rows = chosen.records().order_by("-date", "-id").values_list(*RECORD_COLUMNS.values())
    return list(RECORD_COLUMNS), rows.iterator()


def summary(chosen: Filter) -> tuple[list[str], object]:
    """Header and one row a day of the numbers on the screen, in order of the days."""
    rows = (
        (day, found.records, found.forms, found.ndp, found.rdp, found.total)
        for day, found in chosen.days()
    )
    return DAY_COLUMNS, rows
