"""Jobs are no business rows: what is over is removed after a time. Dead ones stay."""

from datetime import UTC, datetime, timedelta
from functools import partial

from crm.jobs.context import JobContext
from crm.jobs.models import CLEARED, Job, Process
from crm.jobs.tasks import job
from crm.mongo.rows import collection, current_session

KEPT = timedelta(days=7)
# A process that was killed could not say that it ends.
PROCESS_KEPT = timedelta(days=1)
AT_ONCE = 500


@job
def clear_finished(context: JobContext, due: str) -> int:
    """Remove the done and the cancelled jobs of more than a week ago. Returns how many."""
    now = datetime.fromisoformat(due).astimezone(UTC)
    removed = context.reached or 0
    while some := _over_before(now - KEPT):
        removed += len(some)
        context.effect(partial(_remove, some), reached=removed)
        context.progress(removed)
    collection(Process).delete_many({"seen_at": {"$lt": now - PROCESS_KEPT}})
    return removed


def _over_before(moment: datetime) -> list:
    over = {"state": {"$in": [state.value for state in CLEARED]}, "finished_at": {"$lt": moment}}
    return [row["_id"] for row in collection(Job).find(over, {"_id": True}).limit(AT_ONCE)]


def _remove(pks: list) -> None:
    collection(Job).delete_many({"_id": {"$in": pks}}, session=current_session())
