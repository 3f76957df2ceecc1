"""What a running job is given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django_tasks import TaskContext

from crm.jobs.leases import Lease
from crm.jobs.processes.watch import Watch
from crm.mongo.transaction import transactional

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobContext(TaskContext):
    """The way of a job to the database and to the people who watch it."""

    lease: Lease
    watch: Watch

    @property
    def reached(self) -> Any:
        """How far earlier attempts have come; None at the beginning."""
        return self.lease.reached

    def progress(self, done: int, of: int | None = None) -> None:
        """Say how many are done, of how many; costs nothing, so call it often.

        Raises Stop where the job must not go on: it was cancelled or lost, or its worker ends.
        """
        self.watch.progress(done, of)

    def effect(self, write: Callable[[], Result], reached: Any) -> Result:
        """Run `write` in a transaction that commits only if this process still has the job.

        `reached` (JSON) is stored with it: an attempt that takes over finds it in
        `context.reached` and goes on behind it, so that each effect happens once. `write` may run
        several times until it commits. Returns what `write` returns; raises Stop.
        """
        self.watch.check()
        return _write_if_held(self.lease, write, reached)


@transactional
def _write_if_held(lease: Lease, write: Callable[[], Result], reached: Any) -> Result:
    # First the job's row: whoever takes the job meanwhile collides with it.
    lease.hold(reached)
    return write()
