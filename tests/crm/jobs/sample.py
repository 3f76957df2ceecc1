"""Jobs that the tests ask for, in this process and in workers of their own.

What they effect are rows of a collection of their own, so that each effect can be counted.
"""

import time
from functools import partial

from django.db import DatabaseError, connection

from crm.jobs.context import JobContext
from crm.jobs.tasks import job
from crm.mongo.rows import current_session
from crm.registry.runs.jobs import RegisteredJob

EFFECTS = "test_effects"


def effects():
    """What all jobs have written, as (name, number)."""
    return [(row["name"], row["number"]) for row in connection.get_collection(EFFECTS).find()]


def write(name, number):
    """One effect, in the current transaction."""
    row = {"name": name, "number": number}
    connection.get_collection(EFFECTS).insert_one(row, session=current_session())


@job
def one(context: JobContext, name: str) -> None:
    """One effect."""
    if context.reached is None:
        context.effect(partial(write, name, 0), reached=True)


@job
def many(context: JobContext, name: str, of: int, pause: float = 0) -> str:
    """So many effects, with a pause before each."""
    for number in range(context.reached or 0, of):
        time.sleep(pause)
        context.effect(partial(write, name, number), reached=number + 1)
        context.progress(number + 1, of)
    return f"{of} done"


@job
def dated(context: JobContext, due: str) -> None:
    """One effect, named by the time that it was planned for."""
    if context.reached is None:
        context.effect(partial(write, due, 0), reached=True)


@job
def waits(context: JobContext, seconds: float) -> None:
    """Nothing but progress."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        context.progress(1, 10)
        time.sleep(0.02)


@job
def deaf(context: JobContext, name: str, seconds: float) -> None:
    """Asks nothing for a while, then has an effect."""
    time.sleep(seconds)
    context.effect(partial(write, name, 0), reached=True)


@job
def slow(context: JobContext, name: str, seconds: float) -> None:
    """One effect whose transaction stays open for a while."""

    def write_slowly() -> None:
        write(name, 0)
        time.sleep(seconds)

    if context.reached is None:
        context.effect(write_slowly, reached=True)


@job
def fails(context: JobContext, name: str) -> None:
    """Ends with an error whose text names somebody."""
    write(name, context.attempt)
    raise ValueError(f"{name} is to blame")


@job
def swallows(context: JobContext, name: str) -> None:
    """Takes every error for its own."""
    for number in range(1_000):
        try:
            context.effect(partial(write, name, number), reached=number)
        except Exception as error:
            raise AssertionError("a Stop is no error") from error
        time.sleep(0.02)


@job
def rolls_back(context: JobContext, name: str) -> None:
    """An effect that fails half-way."""

    def half() -> None:
        write(name, 0)
        raise DatabaseError("half-way")

    context.effect(half, reached=True)


SAMPLES = {
    f"test-{task.name}": RegisteredJob(task, task.name)
    for task in (one, many, dated, waits, deaf, slow, fails, swallows, rolls_back)
}
