"""The job whose effects are counted: each must happen once, whatever is struck meanwhile.

Registered in the processes of the drill alone.
"""

import time
from functools import partial

from crm.jobs.context import JobContext
from crm.jobs.tasks import job
from crm.mongo.rows import current_session, mongo_connection
from omset.chaos.operations import EFFECTS

COLLECTION, NAME = "chaos_effects", "chaos-effects"
PAUSE_SECONDS = 0.1


@job
def have_effects(context: JobContext, name: str) -> None:
    """So many effects, with a pause before each."""
    for number in range(context.reached or 0, EFFECTS):
        time.sleep(PAUSE_SECONDS)
        context.effect(partial(_write, name, number), reached=number + 1)


def effects() -> list[tuple[str, int]]:
    """What all jobs have done, as (name, number)."""
    rows = mongo_connection().get_collection(COLLECTION).find()
    return [(row["name"], row["number"]) for row in rows]


def _write(name: str, number: int) -> None:
    row = {"name": name, "number": number}
    mongo_connection().get_collection(COLLECTION).insert_one(row, session=current_session())
