"""Deposits that are removed for good, as their history keeps them (OM-10, SE-10)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bson import ObjectId

from crm.audit.models import Event
from crm.staff.models import User
from omset.models import OmsetRecord, Status

LABEL = OmsetRecord._meta.label_lower


@dataclass(frozen=True)
class RemovedDeposit:
    """What was last known of it, and all that was done to it, oldest first."""

    customer_id: str
    date: date
    nominal: Decimal
    multiplier: Decimal
    total: Decimal
    note: str
    status: str
    staff_name: str
    product_name: str
    removal: Event
    history: list[Event]


def removed_deposit(pk: ObjectId, user: User) -> RemovedDeposit | None:
    """The deposit that had this id, for those who could see it while it was there (RO-6).

    None where there was none, it is not removed, or it is nothing for `user`. One command.
    """
    history = list(Event.objects.about(OmsetRecord(pk=pk)).filter(subject_type=LABEL))
    if not history or history[-1].verb != "purge":
        return None
    removal = history[-1]
    # A removal from before this was noted does not say whose it was: admins alone see it.
    if user.is_admin or removal.before.get("staff_id") == str(user.pk):
        return _from(removal, history)
    return None


def _from(removal: Event, history: list[Event]) -> RemovedDeposit:
    last = removal.before
    return RemovedDeposit(
        customer_id=last["customer_id"],
        date=date.fromisoformat(last["date"]),
        nominal=Decimal(last["nominal"]),
        multiplier=Decimal(last["multiplier"]),
        total=Decimal(last["total"]),
        note=last["note"],
        status=Status(last["status"]),
        staff_name=last.get("staff_name", ""),
        product_name=last.get("product_name", ""),
        removal=removal,
        history=history,
    )
