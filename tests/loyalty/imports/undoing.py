"""Undoing a batch as the worker does it."""

from loyalty.imports.locks import import_lock
from loyalty.imports.undo import begin_undo, take_back
from loyalty.models import ImportBatch


def undo(number):
    """The batch once it is undone."""
    batch = begin_undo(ImportBatch.objects.get(number=number).pk, by=None, reason="by mistake")
    with import_lock(batch.programme, batch.dataset) as lock:
        take_back(batch, lock, lambda done, of: None)
    return ImportBatch.objects.get(number=number)
