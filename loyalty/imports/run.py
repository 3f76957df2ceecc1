"""Storing a judged file: row by row in parts, counted in the database, and only then complete.

A run that was killed is gone on with by the next one, behind the last part that is stored; what it
ends with is what an undisturbed one ends with (LI-4).
"""

import time
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple, Protocol

from django.utils import timezone

from crm.audit.record import note_event
from crm.mongo.bulk_loads import bulk_load
from crm.mongo.transaction import transactional
from crm.web.texts.filled import FilledText
from crm.witness.verbs import witness
from loyalty.imports import after
from loyalty.imports.batches import move
from loyalty.imports.judging.judgement import Judgement
from loyalty.imports.judging.notes import write_notes
from loyalty.imports.judging.problems import COUNT_DIFFERS, as_kept
from loyalty.imports.locks import HeldLock
from loyalty.imports.witnessed import key_of
from loyalty.models import BatchState, ImportBatch

Progress = Callable[[int, int], None]
OUTCOMES = ("read", "inserted", "updated", "unchanged", "rejected", "repaired", "remarks")


class StoredCounts(NamedTuple):
    """What the database holds of a batch once all of it is stored."""

    inserted: int
    updated: int
    # Rows that the database has by this batch, in all, and how many it must have.
    stored: int
    expected: int
    # Whether what they come to is what the file's rows come to.
    agrees: bool = True
    amount: Decimal = Decimal(0)
    points: int = 0


class DatasetLoader(Protocol):
    """How the rows of one dataset are stored."""

    part_size: int

    def prepare(self) -> None:
        """Write what the rows need; may run again."""

    def store(self, part: list[tuple[int, bytes]]) -> None:
        """Store a part of the rows; a second time nothing more."""

    def settle(self) -> None:
        """Write what follows from all rows being there; may run again."""

    def counted(self) -> StoredCounts:
        """Count the database."""

    def conclude(self) -> None:
        """In the transaction from which on the batch counts: what else makes it so."""


def run(
    batch: ImportBatch,
    judgement: Judgement,
    loader: DatasetLoader,
    lock: HeldLock,
    progress: Progress,
) -> None:
    """Store the file of a batch that is to be loaded. It ends COMPLETE, or FAILED if the database
    holds another number of rows than the file has."""
    began = time.monotonic()
    move(batch, BatchState.LOADING, problem="")
    with bulk_load():
        _store_rows(batch, judgement, loader, lock, progress)
    write_notes(batch.number, judgement.notes)
    loader.settle()
    lock.renew()
    counts = loader.counted()
    if counts.stored != counts.expected or not counts.agrees:
        facts = {"stored": str(counts.stored), "expected": str(counts.expected)}
        problem = as_kept([FilledText(COUNT_DIFFERS, facts)])
        # What is missing is looked for from the first row on.
        move(batch, BatchState.FAILED, problem=problem, reached=0)
        return
    after.prepare(batch)
    _complete(batch, judgement, loader, counts, lock, batch.seconds + time.monotonic() - began)
    after.follow_due(batch.programme)
    witness("loyalty import", key_of(batch))


def _store_rows(
    batch: ImportBatch,
    judgement: Judgement,
    loader: DatasetLoader,
    lock: HeldLock,
    progress: Progress,
) -> None:
    loader.prepare()
    done, of = 0, judgement.rows.count
    for part in judgement.rows.parts(loader.part_size):
        done += len(part)
        if part[-1][0] > batch.reached:
            lock.renew()
            loader.store([each for each in part if each[0] > batch.reached])
            batch.reached = part[-1][0]
        progress(done, of)


@transactional
def _complete(
    batch: ImportBatch,
    judgement: Judgement,
    loader: DatasetLoader,
    counts: StoredCounts,
    lock: HeldLock,
    seconds: float,
) -> None:
    # First the lock: whoever has taken over meanwhile collides with it.
    lock.renew()
    kept = judgement.read - judgement.rejected
    stated = ImportBatch.objects.get(pk=batch.pk)
    move(
        stated,
        BatchState.COMPLETE,
        problem="",
        ended_at=timezone.now(),
        seconds=round(seconds, 3),
        inserted=counts.inserted,
        updated=counts.updated,
        unchanged=kept - counts.inserted - counts.updated,
        rows=counts.stored,
        amount=counts.amount,
        points=counts.points,
        figures_due=True,
        **judgement.facts(),
    )
    loader.conclude()
    outcome = {name: getattr(stated, name) for name in OUTCOMES}
    note_event(stated, "complete", by=stated.by, after={"number": stated.number} | outcome)
    vars(batch).update(vars(stated))
