"""Why a deposit is NDP or RDP, from the records that decide it (OM-12 to OM-16)."""

from dataclasses import dataclass
from datetime import date

from omset.models import OmsetRecord
from omset.rules.classify import NDP, first_date


@dataclass(frozen=True)
class Explanation:
    # not-counted, tambahan, first, later, or only-tambahan
    reason: str
    first: date | None
    # The counted records of the group, oldest first.
    group: list[OmsetRecord]


def explain(record: OmsetRecord) -> Explanation:
    """The group of `record` and the rule that gave it its kind (OM-12 to OM-16)."""
    rows = OmsetRecord.objects.group(record.staff_id, record.customer_key, record.product_id)
    group = list(rows.order_by("date", "id"))
    first = first_date(group)
    return Explanation(_reason(record, first), first, group)


def _reason(record: OmsetRecord, first: date | None) -> str:
    if not record.is_counted:
        return "not-counted"
    if record.is_tambahan:
        return "tambahan" if first else "only-tambahan"
    return "first" if record.kind == NDP else "later"
