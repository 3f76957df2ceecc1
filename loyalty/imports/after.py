"""What else follows from a batch: figures that are made when it ends or is undone (LX-10).

`prepare` makes beside what is read, before the batch counts. `follow` makes what can be made only
once it counts, or counts no more; a batch says that it is due until it is done, so that a crash in
between is made good by the next import, or by the night. Each may run again.
"""

from collections.abc import Callable
from typing import NamedTuple

from loyalty.models import ImportBatch, Programme


class BatchReceiver(NamedTuple):
    """What somebody does about each batch; its dataset says which figures it moves."""

    prepare: Callable[[ImportBatch], None]
    follow: Callable[[ImportBatch], None]


RECEIVERS: dict[str, BatchReceiver] = {}


def register(name: str, receiver: BatchReceiver) -> None:
    """Let `receiver` be called for each batch. Raises ValueError if the name is taken."""
    if name in RECEIVERS:
        raise ValueError(f"the receiver {name!r} is registered twice")
    RECEIVERS[name] = receiver


def nothing(batch: ImportBatch) -> None:
    """For a receiver that has only one of the two to do."""


def prepare(batch: ImportBatch) -> None:
    """Everything of the batch is stored and counted, and does not count yet."""
    for receiver in RECEIVERS.values():
        receiver.prepare(batch)


def follow_due(programme: Programme) -> int:
    """Make the figures of all batches that are due; how many batches."""
    due = ImportBatch.objects.filter(programme=programme, figures_due=True)
    batches = list(due.select_related("programme", "by").order_by("number"))
    for batch in batches:
        for receiver in RECEIVERS.values():
            receiver.follow(batch)
        ImportBatch.objects.filter(pk=batch.pk).update(figures_due=False)
    return len(batches)
