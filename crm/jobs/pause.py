"""Whether anything leaves the product: after a restore nothing does, until somebody says so (OP-2).

While it lasts workers take no job, schedulers plan none and no mail is sent: a copy must not do
once more what its original has done.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from django.utils import timezone

from crm.jobs.models import DeliveryPause
from crm.mongo.rows import collection

# There is one, or none.
ONLY = "deliveries"


class Pause(NamedTuple):
    """Since when, and why."""

    since: datetime
    reason: str


def pause_deliveries(reason: str) -> None:
    """Let nothing leave from now on; the reason of an earlier pause stays. Raises PyMongoError."""
    first = {"$setOnInsert": {"since": timezone.now(), "reason": reason[:200]}}
    collection(DeliveryPause).update_one({"_id": ONLY}, first, upsert=True)


def resume_deliveries() -> bool:
    """Let all go on; False if it did already. Raises PyMongoError."""
    return bool(collection(DeliveryPause).delete_one({"_id": ONLY}).deleted_count)


def current_pause() -> Pause | None:
    """The one that lasts, if any. One small command; raises PyMongoError."""
    row = collection(DeliveryPause).find_one({"_id": ONLY})
    return Pause(row["since"].replace(tzinfo=UTC), row["reason"]) if row else None
