"""What stands behind a staff member's numbers of some days, in 64 signs."""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from crm.mongo.rows import collection, current_session
from omset.models import OmsetRecord
from omset.models.statuses import COUNTED
from omset.tallies.ranges import bounds

# Of a record, by their names, the facts that are others by now.
FactsBefore = Mapping[ObjectId, Mapping[str, object]]
FACTS = ("date", "product_id", "customer_key", "total", "kind", "version")


def fingerprints(
    start: date, end: date, session: ClientSession | None = None
) -> dict[ObjectId, str]:
    """For each staff member the SHA-256 over their counted records of these days, in order of id.

    Another record, one less, or another amount, date, customer or kind makes another one. Read in
    the current transaction, or in the snapshot of `session`.
    """
    match = COUNTED | {"date": bounds(start, end)}
    lines: dict[ObjectId, list[str]] = {}
    for row in _records(match, "omset_by_date", session):
        lines.setdefault(row["staff_id"], []).append(_line(row))
    return {pk: _digest(rows) for pk, rows in lines.items()}


def fingerprint_of(
    staff_id: ObjectId, start: date, end: date, before: FactsBefore | None = None
) -> str:
    """The same of one staff member, "" without a record; `before` says what some of them were."""
    match = COUNTED | {"staff_id": staff_id, "date": bounds(start, end)}
    were = before or {}
    rows = _records(match, "omset_by_staff")
    lines = [_line(row | dict(were.get(row["_id"], {}))) for row in rows]
    return _digest(lines) if lines else ""


def _records(
    match: dict[str, Any], index: str, session: ClientSession | None = None
) -> Iterable[dict[str, Any]]:
    fields = dict.fromkeys(("staff_id", *FACTS), True)
    rows = collection(OmsetRecord).find(match, fields, session=session or current_session())
    return rows.hint(index).batch_size(5000)


def _line(row: Mapping[str, Any]) -> str:
    return f"{row['_id']} {' '.join(str(row[name]) for name in FACTS)}"


def _digest(lines: list[str]) -> str:
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()
