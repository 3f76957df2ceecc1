"""Rows of a file that the ledger has already: those of the product's own exports name their record.

Such a row is never written again and changes nothing; if it says something else than the record
does now, the outcome says so.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from bson import ObjectId
from django.utils.translation import gettext_lazy as _

from crm.audit.models import Event
from crm.imports.cells import CellValue, DamagedRow, as_text
from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection
from crm.staff.models import User
from crm.staff.rules.names import name_key
from omset.imports.rows import STATUSES, RejectedRow, read_amount, read_day, read_record_id
from omset.models import OmsetRecord

READ_AT_ONCE = 2000
FIELDS = (
    *("staff_id", "staff_name", "product_name", "date", "customer_id"),
    *("nominal", "multiplier", "note", "status"),
)


class ExistingRecord(NamedTuple):
    """A record of this ledger, and what a row that stands for it may say in each field."""

    staff_id: ObjectId
    values: dict[str, tuple]


class RemovedRecord:
    """It was a record of this ledger and was removed for good."""

    why = RejectedRow("omset_id", _("This deposit was removed for good."))


def rows_with_records(
    rows: Iterable[tuple[int, list[CellValue]]], place: int | None
) -> Iterator[tuple[int, list[CellValue], ExistingRecord | RemovedRecord | None]]:
    """Each row with the record that it names in the column at `place`, read many at a time.

    None beside a row that names none, or one that this ledger never had.
    """
    if place is None:
        yield from ((number, cells, None) for number, cells in rows)
        return
    rows = iter(rows)
    accounts = dict(User.objects.values_list("pk", "username_key"))
    while part := list(islice(rows, READ_AT_ONCE)):
        ids = [_id_in(cells, place) for _number, cells in part]
        records = _records({pk for pk in ids if pk}, accounts)
        yield from ((*row, records.get(pk)) for row, pk in zip(part, ids, strict=True))


def differing_fields(cells: dict[str, CellValue], record: ExistingRecord, today: date) -> list[str]:
    """The fields in which a row says something else than the record does now."""
    return [
        field
        for field, allowed in record.values.items()
        if field in cells and _read(field, cells[field], today) not in allowed
    ]


def _id_in(cells: list[CellValue] | DamagedRow, place: int) -> ObjectId | None:
    if isinstance(cells, DamagedRow) or place >= len(cells):
        return None
    try:
        return read_record_id(cells[place])
    except RejectedRow:
        return None


def _records(
    ids: set[ObjectId], accounts: dict[ObjectId, str]
) -> dict[ObjectId | None, ExistingRecord | RemovedRecord]:
    rows = collection(OmsetRecord).find({"_id": {"$in": sorted(ids)}}, FIELDS)
    existing = {row["_id"]: ExistingRecord(row["staff_id"], _values(row, accounts)) for row in rows}
    removed = Event.objects.filter(
        subject__in=sorted(ids - set(existing)),
        subject_type=OmsetRecord._meta.label_lower,
        verb="purge",
    )
    return existing | dict.fromkeys(removed.values_list("subject", flat=True), RemovedRecord())


def _values(row: dict, accounts: dict[ObjectId, str]) -> dict[str, tuple]:
    """Staff by account or by the name under which they recorded; no status says nothing."""
    return {
        "staff": (accounts[row["staff_id"]], name_key(row["staff_name"])),
        "product": (name_key(row["product_name"]),),
        "date": (row["date"].date(),),
        "customer_id": (_words(row["customer_id"]),),
        "nominal": (to_decimal(row["nominal"]),),
        "multiplier": (to_decimal(row["multiplier"]),),
        "note": (_words(row["note"]),),
        "status": (row["status"], ""),
    }


def _read(field: str, cell: CellValue, today: date) -> date | Decimal | str | None:
    """What the cell says in the form of `_values`; None if it can not be read."""
    try:
        if field == "date":
            return read_day(cell, today)
        if field in ("nominal", "multiplier"):
            return read_amount(field, cell, blank=Decimal(1))
    except RejectedRow:
        return None
    text = as_text(cell)
    if field in ("staff", "product"):
        return name_key(text)
    return STATUSES.get(text.casefold(), text) if field == "status" else _words(text)


def _words(text: str) -> str:
    """The text whatever a spreadsheet makes of its line ends."""
    return " ".join(text.split())
