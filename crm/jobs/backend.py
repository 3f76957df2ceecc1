"""The backend of Django's Tasks interface (settings.TASKS): jobs are rows in MongoDB."""

from datetime import UTC, datetime
from typing import Any

from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError
from django_tasks.exceptions import TaskResultDoesNotExist

from crm.jobs import queue
from crm.jobs.models import Job, State
from crm.mongo.rows import collection, current_session, object_id
from crm.registry.runs.jobs import JOBS, name_of

STATUS = {
    State.READY: TaskResultStatus.READY,
    State.RUNNING: TaskResultStatus.RUNNING,
    State.DONE: TaskResultStatus.SUCCESSFUL,
    State.DEAD: TaskResultStatus.FAILED,
    State.CANCELLED: TaskResultStatus.FAILED,
}


class MongoBackend(BaseTaskBackend):
    """Jobs with a due time and a key. No coroutines, no priorities: the oldest due one is first."""

    supports_defer = True
    supports_get_result = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        """Write the job in the current transaction. Raises LookupError if it is not registered."""
        self.validate_task(task)
        row = queue.ask(
            name_of(task),
            {"args": list(args), "kwargs": dict(kwargs)},
            key=getattr(task, "key", ""),
            due_at=task.run_after,
        )
        return result_of(row)

    def get_result(self, result_id: str) -> TaskResult:
        """What became of the job. Raises TaskResultDoesNotExist, also once it is cleared."""
        match = {"_id": object_id(result_id)}
        row = collection(Job).find_one(match, session=current_session())
        if row is None or row["name"] not in JOBS:
            raise TaskResultDoesNotExist(result_id)
        return result_of(row)


def result_of(row: dict[str, Any]) -> TaskResult:
    """The stored job as the Tasks interface shows it."""
    result: TaskResult = TaskResult(
        task=JOBS[row["name"]].task,
        id=str(row["_id"]),
        status=STATUS[State(row["state"])],
        enqueued_at=_aware(row["enqueued_at"]),
        started_at=_aware(row["started_at"]),
        last_attempted_at=_aware(row["started_at"]),
        finished_at=_aware(row["finished_at"]),
        args=row["arguments"]["args"],
        kwargs=row["arguments"]["kwargs"],
        backend="default",
        errors=[TaskError(exception_class_path=row["error"], traceback="")] if row["error"] else [],
        worker_ids=[row["owner"]] * row["attempts"],
    )
    # As the interface's own backends do it: the result is frozen, and this is no argument of it.
    object.__setattr__(result, "_return_value", row["result"])
    return result


def _aware(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(tzinfo=UTC)
