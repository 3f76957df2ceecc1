"""What members buy moves tiers, badges and challenges, in the transaction of their points."""

from collections.abc import Collection
from typing import Any

from bson import ObjectId
from django.dispatch import receiver

from loyalty.achievements.recount import recount_members
from loyalty.models import Programme
from loyalty.points.earning.members import PostingFacts
from loyalty.points.ledger.posting import Cause
from loyalty.signals import purchases_changed


@receiver(purchases_changed, dispatch_uid="loyalty-achievements-of-purchases")
def on_purchases(
    programme: Programme,
    member_ids: Collection[ObjectId],
    cause: str,
    by_name: str,
    known: PostingFacts,
    **kwargs: Any,
) -> None:
    """Write down what these members have reached and lost."""
    recount_members(programme, member_ids, Cause(cause, by_name), known)
