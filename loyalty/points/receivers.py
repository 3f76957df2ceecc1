"""What happens elsewhere and moves points, in the transaction of what happened (LP-6)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from bson import ObjectId
from django.dispatch import receiver

from loyalty.imports.rows.counted import months_loaded
from loyalty.models import MemberPoints, Programme
from loyalty.points.earning.deposits import post_deposit
from loyalty.points.earning.imported_deposits import post_imported
from loyalty.points.earning.settling import settle
from loyalty.points.everybody import ask_for_repair
from loyalty.points.ledger.locks import lock_buyers
from loyalty.points.ledger.posting import Cause
from loyalty.points.movements.merges import transfer
from loyalty.segments.store_purchases import last_day
from loyalty.signals import buyers_changed, terms_changed
from omset.models import RecordWrite
from omset.signals import deposits_imported, record_written


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


@receiver(terms_changed, dispatch_uid="loyalty-points-of-programme")
def on_terms(programme: Programme, valid_from: date | None = None, **kwargs: Any) -> None:
    """Let a worker post for everybody, where anybody can have bought by what is another now.

    A version begins tomorrow at the earliest: of what has been bought only months of lines, which
    are dated on their last day, can lie behind that.
    """
    if valid_from and not any(last_day(each) >= valid_from for each in months_loaded(programme)):
        return
    if MemberPoints.objects.filter(programme=programme).exists():
        ask_for_repair(programme)


@receiver(deposits_imported, dispatch_uid="loyalty-points-of-imported-deposits")
def on_imported_deposits(batch: str, by_name: str, **kwargs: Any) -> None:
    """Post for the linked customers of a bulk import, at its end."""
    post_imported(batch, by_name)
