"""A worker or a scheduler that knows the jobs of the measurement: `python -m bench.work worker`."""

import sys
import time
from functools import partial

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from crm.jobs.context import JobContext  # noqa: E402
from crm.jobs.tasks import job  # noqa: E402
from crm.mongo.rows import current_session  # noqa: E402
from crm.registry.runs import jobs  # noqa: E402

EFFECTS = "bench_effects"


def write(name: str) -> None:
    """One effect, in the current transaction."""
    connection.get_collection(EFFECTS).insert_one({"name": name}, session=current_session())


@job
def one_effect(context: JobContext, name: str) -> None:
    """The smallest job that does something."""
    context.effect(partial(write, name), reached=True)


@job
def late_effect(context: JobContext, name: str) -> None:
    """Asks nothing for three seconds, then does the same."""
    time.sleep(3)
    context.effect(partial(write, name), reached=True)


jobs.register("bench-one", "One effect", one_effect)
jobs.register("bench-late", "A late effect", late_effect)

if __name__ == "__main__":
    call_command(sys.argv[1])
