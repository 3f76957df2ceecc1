"""Rows that somebody has and has not worked: no new request while there are too many of them."""

from typing import NamedTuple

from django.utils import timezone

from crm.mongo.rows import collection, current_session
from crm.policies.reads import value_on
from crm.staff.models import User
from members.draws.policies import HOARDING_LIMIT
from members.models import Batch, MemberRow, RowStatus
from members.rules.working import NO_STATUS, is_hoarding

IN_HAND = [RowStatus.ASSIGNED.value, RowStatus.INVALID.value]


class Unworked(NamedTuple):
    """How many of the rows of a batch have no status."""

    batch: Batch
    without: int
    of: int


class Hoarding(Exception):
    """Too much of the last batch has no status for a new request."""

    def __init__(self, unworked: Unworked) -> None:
        super().__init__(unworked.without, unworked.of)
        self.unworked = unworked


def last_batch(staff: User) -> Unworked | None:
    """How far somebody's newest batch is worked; None without one that has rows."""
    batch = Batch.objects.filter(staff_id=staff.pk).order_by("-created_at", "-pk").first()
    if batch is None:
        return None
    here = {
        "database_id": batch.database_id,
        "batch_id": batch.pk,
        "status": {"$in": IN_HAND},
    }
    rows, session = collection(MemberRow), current_session()
    of = rows.count_documents(here, session=session)
    if not of:
        return None
    return Unworked(batch, rows.count_documents(here | NO_STATUS, session=session), of)


def refuse_hoarding(staff: User) -> None:
    """Raise Hoarding if too much of somebody's last batch has no status."""
    limit = value_on(HOARDING_LIMIT, timezone.localdate())
    if limit >= HOARDING_LIMIT.most:
        return
    unworked = last_batch(staff)
    if unworked and is_hoarding(unworked.without, unworked.of, limit):
        raise Hoarding(unworked)
