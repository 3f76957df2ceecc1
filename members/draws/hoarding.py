"""No new request while too much of the last batch has no status.

Rows that nobody works for days go back by themselves: that is `idle.py`, which looks at all rows of
somebody. What a row without a status is, both have from members/rules/working.py.
"""

from typing import NamedTuple

from django.utils import timezone

from crm.mongo.rows import collection, current_session
from crm.policies.reads import value_on
from crm.staff.models import User
from members.draws.policies import HOARDING_LIMIT
from members.models import IN_HAND, Batch, MemberRow
from members.rules.working import NO_STATUS, is_hoarding


class BatchProgress(NamedTuple):
    """How many rows a batch has, and how many of them have no status."""

    batch: Batch
    rows: int
    without_status: int


class Hoarding(Exception):
    """Too much of the last batch has no status for a new request."""

    def __init__(self, progress: BatchProgress) -> None:
        super().__init__(progress.without_status, progress.rows)
        self.progress = progress


def last_batch(staff: User) -> BatchProgress | None:
    """How far somebody's newest batch is worked; None without one that has rows."""
    batch = Batch.objects.filter(staff_id=staff.pk).order_by("-created_at", "-pk").first()
    if batch is None:
        return None
    here = {
        "database_id": batch.database_id,
        "batch_id": batch.pk,
        "status": {"$in": list(IN_HAND)},
    }
    stored, session = collection(MemberRow), current_session()
    rows = stored.count_documents(here, session=session)
    if not rows:
        return None
    return BatchProgress(batch, rows, stored.count_documents(here | NO_STATUS, session=session))


def refuse_hoarding(staff: User) -> None:
    """Raise Hoarding if too much of somebody's last batch has no status."""
    limit = value_on(HOARDING_LIMIT, timezone.localdate())
    if limit >= HOARDING_LIMIT.most:
        return
    progress = last_batch(staff)
    if progress and is_hoarding(progress.without_status, progress.rows, limit):
        raise Hoarding(progress)
