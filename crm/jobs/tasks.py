"""How a job is declared and asked for.

    @job
    def send_letters(context: JobContext, month: str) -> None: ...

    send_letters.keyed(f"letters-{month}").enqueue(month="2026-03")

It is done by a worker once its name is registered (crm/registry/runs/jobs.py). Arguments are ids,
dates and choices, nothing personal: they are kept for as long as the job is.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Concatenate, ParamSpec, Self, TypeVar, cast

from django_tasks.base import Task

from crm.jobs.context import JobContext

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTask(Task[Arguments, Result]):
    """A task that knows which logical job it is asked for."""

    key: str = ""

    def keyed(self, key: str) -> Self:
        """The same task for the logical job `key`: asked for again, it is the first one's job."""
        return replace(self, key=key)


def job(
    function: Callable[Concatenate[JobContext, Arguments], Result],
) -> JobTask[Arguments, Result]:
    """Make a task of a function whose first argument is named `context`."""
    return JobTask(func=cast(Callable[Arguments, Result], function), takes_context=True)
