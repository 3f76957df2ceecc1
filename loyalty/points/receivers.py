"""What happens elsewhere and moves points, in the transaction of what happened (LP-6)."""

from collections.abc import Collection
from typing import Any

from bson import ObjectId
from django.dispatch import receiver

from loyalty.models import Programme
from loyalty.points.deposits import post_deposit
from loyalty.points.locks import lock_buyers
from loyalty.points.merges import transfer
from loyalty.points.posting import Cause
from loyalty.points.settling import settle
from loyalty.signals import buyers_changed
from omset.models import RecordWrite
from omset.signals import record_written


@receiver(record_written, dispatch_uid="loyalty-record-written")
def on_deposit(write: RecordWrite, **kwargs: Any) -> None:
    """Post what the deposit deserves by now."""
    post_deposit(write)


@receiver(buyers_changed, dispatch_uid="loyalty-points-of-buyers")
def on_buyers(
    programme: Programme,
    member_ids: Collection[ObjectId],
    cause: str,
    by_name: str,
    customer_keys: Collection[str] = (),
    **kwargs: Any,
) -> None:
    """Post for everybody concerned what they deserve by now."""
    lock_buyers([programme.pk], customer_keys)
    why = Cause(cause, by_name)
    settle(programme, member_ids, why)
    if cause in ("merge", "undo merge"):
        transfer(programme, member_ids, why)
