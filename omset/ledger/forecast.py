"""What a deposit would become if it were saved now."""

from dataclasses import dataclass
from datetime import date

from bson import ObjectId

from members.rules.keys import customer_key
from omset.ledger.entries import conflict_of
from omset.models import OmsetRecord
from omset.rules.classify import first_date, is_tambahan, kind_of


@dataclass(frozen=True)
class Draft:
    """The part of an unsaved deposit that decides its kind."""

    date: date
    is_tambahan: bool


@dataclass(frozen=True)
class Forecast:
    kind: str
    # The colleague's reservation that would make it wait, as in OmsetRecord.conflict.
    conflict: dict | None
    # Deposits of this customer already counted, in all and on this date, and one of them.
    earlier: int
    same_day: int
    sample: ObjectId | None = None


def forecast(
    staff_id: ObjectId, product_id: ObjectId, customer_id: str, day: date, note: str
) -> Forecast:
    """The kind and the conflict a deposit would get; reads the group, writes nothing (OM-3)."""
    rows = OmsetRecord.objects.group(staff_id, customer_key(customer_id), product_id)
    group = list(rows.only("date", "is_tambahan"))
    draft = Draft(day, is_tambahan(note))
    return Forecast(
        kind=kind_of(draft, first_date([*group, draft])),
        conflict=conflict_of(staff_id, customer_id, product_id),
        earlier=len(group),
        sample=group[0].pk if group else None,
        same_day=sum(deposit.date == day for deposit in group),
    )
