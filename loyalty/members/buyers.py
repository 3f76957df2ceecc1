"""Telling the points that somebody's purchases may be another member's now (LM-12 to LM-14)."""

from collections.abc import Collection

from bson import ObjectId

from crm.audit.record import SYSTEM
from crm.staff.models import User
from loyalty.models import Programme
from loyalty.signals import buyers_changed


def tell_buyers(
    programme: Programme,
    member_ids: Collection[ObjectId],
    cause: str,
    *,
    by: User | None,
    customer_keys: Collection[str] = (),
) -> None:
    """Inside the verb's transaction, once all of it is written."""
    buyers_changed.send(
        sender=Programme,
        programme=programme,
        member_ids=member_ids,
        cause=cause,
        by_name=by.name if by else SYSTEM,
        customer_keys=customer_keys,
    )
