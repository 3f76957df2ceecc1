"""What an admin should see before deciding about a deposit that waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bson import ObjectId

from crm.mongo.rows import aggregate
from members.models import Reservation
from members.reservations import holders_of
from omset.models import OmsetRecord
from omset.models.statuses import COUNTED


@dataclass(frozen=True)
class Evidence:
    """Both sides of a conflict: the colleague's reservation, and the two last deposits."""

    holder_name: str
    since: datetime | None
    still_holds: bool
    holder_last: date | None
    own_last: date | None


def evidence_for(records: Iterable[OmsetRecord]) -> dict[ObjectId, Evidence]:
    """The evidence for each record that waits because of a conflict; two reads for all."""
    records = [record for record in records if record.conflict]
    if not records:
        return {}
    holders = holders_of({record.customer_key for record in records})
    last = _last_deposits(records)
    return {record.pk: _evidence(record, holders, last) for record in records}


def last_deposit(staff_id: ObjectId, key: str, product_id: ObjectId) -> date | None:
    """The latest date of a group's counted records, tambahan included (RS-19)."""
    dates = OmsetRecord.objects.group(staff_id, key, product_id).values_list("date", flat=True)
    return max(dates, default=None)


def _evidence(record: OmsetRecord, holders: dict[tuple, Reservation], last: dict) -> Evidence:
    customer = record.customer_key, record.product_id
    holder_id = ObjectId(record.conflict_evidence["staff"])
    now = holders.get(customer)
    return Evidence(
        holder_name=record.conflict_evidence["staff_name"],
        since=datetime.fromisoformat(record.conflict_evidence["since"]),
        still_holds=now is not None and now.staff_id == holder_id,
        holder_last=last.get((holder_id, *customer)),
        own_last=last.get((record.staff_id, *customer)),
    )


def _last_deposits(records: list[OmsetRecord]) -> dict[tuple, date]:
    """The last counted date of each (staff, customer, product) in question, tambahan included.

    RS-19: the last deposit = max(record_date), computed, never stored.
    """
    staff = {record.staff_id for record in records}
    staff |= {ObjectId(record.conflict_evidence["staff"]) for record in records}
    keys = {record.customer_key for record in records}
    match = {"staff_id": {"$in": list(staff)}, "customer_key": {"$in": list(keys)}} | COUNTED
    group = {name: f"${name}" for name in ("staff_id", "customer_key", "product_id")}
    rows = aggregate(
        OmsetRecord, [{"$match": match}, {"$group": {"_id": group, "last": {"$max": "$date"}}}]
    )
    return {tuple(row[name] for name in group): row["last"].date() for row in rows}
