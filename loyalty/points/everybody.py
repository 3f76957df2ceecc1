"""Everybody of a programme: who is not right is posted for, after what concerns them all (LP-6)."""

from datetime import datetime, timedelta

from bson import ObjectId
from django.utils import timezone

from crm.jobs.context import JobContext
from crm.jobs.tasks import job
from crm.mongo.rows import collection, current_session
from loyalty.models import Programme
from loyalty.points.earning.settling import settle_all
from loyalty.points.ledger.posting import Cause
from loyalty.points.proof import groups_of
from loyalty.points.repairing import repair_members, repair_merges
from omset.locks import wait_for_everybody

# What nobody has done: a crash has left it.
BY_ITSELF = Cause("recount")
# So long a job that was asked for may wait: then it was lost, or an upgrade has asked for none.
WAITED = timedelta(minutes=5)


def repair(programme: Programme, cause: Cause = BY_ITSELF, *, is_due: bool = False) -> int:
    """Bring everybody to what they deserve; how many members' points were not there.

    Where it is due, what all have bought may be another: tiers move that no point has moved with.
    """
    wrong = set[ObjectId]()
    for ids in groups_of(programme):
        wrong |= repair_members(programme, ids, cause)
        if is_due:
            settle_all(programme, ids, cause)
    return len(wrong | repair_merges(programme, cause))


def repair_all_points() -> None:
    """The same of every programme: what `recount` does about what the proof has found."""
    for programme in Programme.objects.order_by("name_key"):
        repair(programme)


def ask_for_repair(programme: Programme) -> None:
    """In the transaction of what concerns them all: let a worker do it, and pages say so."""
    since = timezone.now()
    collection(Programme).update_one(
        {"_id": programme.pk}, {"$set": {"points_due_since": since}}, session=current_session()
    )
    asked = repair_points.keyed(f"points-{programme.pk}-{since.timestamp()}")
    asked.enqueue(programme=str(programme.pk))


def repair_due(programme: Programme) -> int:
    """Repair a programme, and say no more that it is due."""
    stored = Programme.objects.get(pk=programme.pk)
    since: datetime | None = stored.points_due_since
    if since:
        # A deposit that had begun before does not end without having seen what has changed.
        wait_for_everybody()
    wrong = repair(stored, is_due=since is not None)
    done = Programme.objects.filter(pk=programme.pk, points_due_since=since)
    done.update(points_due_since=None)
    return wrong


@job
def repair_overdue_points(context: JobContext, due: str) -> dict[str, int]:
    """Where nobody has come for it, in every programme that has waited too long."""
    late = Programme.objects.filter(points_due_since__lte=timezone.now() - WAITED)
    return {"members": sum(repair_due(programme) for programme in late)}


@job
def repair_points(context: JobContext, programme: str) -> dict[str, int]:
    """After a product came or went, or a version for days that have purchases already."""
    return {"members": repair_due(Programme.objects.get(pk=programme))}
