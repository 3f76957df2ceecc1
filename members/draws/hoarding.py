"""No new request while too much of the last batch has no status, or too much waits altogether.

Rows that nobody works for days go back by themselves: that is `idle.py`, which looks at all rows of
somebody. What a row without a status is, both have from members/rules/working.py.
"""

from typing import NamedTuple

from django.utils import timezone

from crm.mongo.rows import aggregate, collection, current_session
from crm.policies.reads import value_on
from crm.staff.models import User
from members.draws.policies import HOARDING_LIMIT, MOST_UNWORKED
from members.models import (
    IN_HAND,
    Batch,
    DatabaseRequest,
    MemberRow,
    RequestStatus,
    RowStatus,
)
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


class TooManyUnworked(Exception):
    """Somebody would have asked for more rows than may wait to be worked."""

    def __init__(self, unworked: int, most: int) -> None:
        super().__init__(unworked, most)
        self.unworked, self.most = unworked, most


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


def unworked_rows(staff: User) -> int:
    """How many rows somebody has without a status, and waits for: of all batches and requests."""
    own_requests = {"staff_id": staff.pk, "status": RequestStatus.PENDING.value}
    sums = {"_id": {"staff": "$staff_id"}, "rows": {"$sum": "$count"}}
    waiting = aggregate(DatabaseRequest, [{"$match": own_requests}, {"$group": sums}])
    held = sum(group["rows"] for group in waiting)
    mine = {"staff_id": staff.pk, "status": RowStatus.ASSIGNED.value} | NO_STATUS
    rows = collection(MemberRow)
    return held + rows.count_documents(mine, hint="rows_of_staff", session=current_session())


def refuse_too_many(staff: User, count: int) -> None:
    """Raise TooManyUnworked if `count` more rows would be too many for somebody to work (DB-3).

    In the transaction that has locked the person: of two requests at once the later counts the
    earlier, also one of another database.
    """
    most = int(value_on(MOST_UNWORKED, timezone.localdate()))
    if not most:
        return
    unworked = unworked_rows(staff)
    if unworked + count > most:
        raise TooManyUnworked(unworked, most)
