"""What stands behind a staff member's numbers of some days, in 64 signs."""

from datetime import date
from hashlib import sha256

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from omset.models import OmsetRecord
from omset.models.statuses import COUNTED
from omset.tallies.ranges import bounds

FACTS = ("date", "product_id", "customer_key", "total", "kind", "version")


def fingerprints(start: date, end: date) -> dict[ObjectId, str]:
    """For each staff member the SHA-256 over their counted records of these days, in order of id.

    Another record, one less, or another amount, date, customer or kind makes another one.
    """
    match = COUNTED | {"date": bounds(start, end)}
    fields = dict.fromkeys(("staff_id", *FACTS), True)
    records = collection(OmsetRecord).find(match, fields, session=current_session())
    lines: dict[ObjectId, list[str]] = {}
    for row in records.hint("omset_by_date").batch_size(5000):
        facts = (str(row[name]) for name in FACTS)
        lines.setdefault(row["staff_id"], []).append(f"{row['_id']} {' '.join(facts)}")
    return {pk: sha256("\n".join(sorted(rows)).encode()).hexdigest() for pk, rows in lines.items()}
