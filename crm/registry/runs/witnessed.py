"""What the witness outside the database remembers (LW-1): each app names its own.

witnessed.count("deposits", _("deposits"), OmsetRecord)
witnessed.batches("deposits", _("deposits"), count_batch, fingerprint_of_batch)
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from django.db.models import Model
from django.utils.functional import Promise


class WitnessedCount(NamedTuple):
    """How many rows a model has. Of an append-only one there are never fewer than before."""

    label: str | Promise
    model: type[Model]
    append_only: bool


class WitnessedBatches(NamedTuple):
    """Batches of one kind, each by its key.

    Whoever removes some rows of one lawfully says so by crm.witness.verbs.rows_removed() in the
    same transaction.
    """

    label: str | Promise
    # How many rows of it are stored now. None: it was taken back as a whole, none is missed.
    count_rows: Callable[[str], int | None]
    # A hash over what nobody may lawfully change of them, in any form that tells them apart.
    fingerprint: Callable[[str], str]
    # The keys of those that ended last: a run that was killed before it could say so is caught up.
    newest: Callable[[], Iterable[str]]


class WitnessedRoot(NamedTuple):
    """A hash over much: `read` gives the last one, `holds` says whether one still stands."""

    label: str | Promise
    read: Callable[[], dict]
    holds: Callable[[dict], bool]


Witnessed = TypeVar("Witnessed", WitnessedCount, WitnessedBatches, WitnessedRoot)

COUNTS: dict[str, WitnessedCount] = {}
BATCHES: dict[str, WitnessedBatches] = {}
ROOTS: dict[str, WitnessedRoot] = {}


def count(
    name: str, label: str | Promise, model: type[Model], *, append_only: bool = False
) -> None:
    """Let the witness remember how many rows `model` has. Raises ValueError for a second `name`."""
    _add(COUNTS, name, WitnessedCount(label, model, append_only))


def batches(
    name: str,
    label: str | Promise,
    count_rows: Callable[[str], int | None],
    fingerprint: Callable[[str], str],
    newest: Callable[[], Iterable[str]] = tuple,
) -> None:
    """Let it remember the batches of this kind. Raises ValueError for a second `name`."""
    _add(BATCHES, name, WitnessedBatches(label, count_rows, fingerprint, newest))


def root(
    name: str, label: str | Promise, read: Callable[[], dict], holds: Callable[[dict], bool]
) -> None:
    """Let it remember the last root of this name. Raises ValueError for a second `name`."""
    _add(ROOTS, name, WitnessedRoot(label, read, holds))


def _add(known: dict[str, Witnessed], name: str, witnessed: Witnessed) -> None:
    if name in known:
        raise ValueError(f"{name!r} is witnessed twice")
    known[name] = witnessed
