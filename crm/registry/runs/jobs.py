"""What workers may be asked to do. A name in the database leads nowhere else."""

from typing import NamedTuple

from django.utils.functional import Promise
from django_tasks.base import Task


class RegisteredJob(NamedTuple):
    """The task behind a name, and what people call it."""

    task: Task
    label: str | Promise


JOBS: dict[str, RegisteredJob] = {}


def register(name: str, label: str | Promise, task: Task) -> None:
    """Let workers do `task`; `name` is what is stored, so it outlives a renaming of the function.

    Raises ValueError if another job has the name.
    """
    if name in JOBS:
        raise ValueError(f"the job {name!r} is registered twice")
    JOBS[name] = RegisteredJob(task, label)


def name_of(task: Task) -> str:
    """The name under which the task is registered. Raises LookupError."""
    for name, registered in JOBS.items():
        if registered.task.func == task.func:
            return name
    raise LookupError(f"{task.name} is not registered as a job")
