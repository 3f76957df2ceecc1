"""What a backup says beside its documents, and what proves a restored one (OP-1, OP-3).

Each app registers its own:

backups.fact("ledger", _("ledger by month"), fingerprints_by_month)
backups.proof("numbers", _("derived numbers"), faults_of_numbers)
backups.erasures("member", erase_members_again)
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from django.utils.functional import Promise
from pymongo.client_session import ClientSession

# Given the session of a snapshot, or None: what JSON can hold, the same for the same documents.
FactReader = Callable[[ClientSession | None], Any]
# A line for each thing that is wrong; whether anything was wrong is all that counts.
Prover = Callable[[], Iterator[str]]
# Given {"key", "facts"} of those who were erased: erases those who are there again; how many.
Eraser = Callable[[Iterable[Mapping[str, Any]]], int]


class BackupFact(NamedTuple):
    """Something that must be the same after restoring."""

    label: str | Promise
    read: FactReader


class BackupProof(NamedTuple):
    """Something that must hold after restoring."""

    label: str | Promise
    faults: Prover


class BackupErasures(NamedTuple):
    """How those of one kind are erased whom no backup may bring back (crm/backups/erased.py)."""

    erase_again: Eraser


Registered = TypeVar("Registered", BackupFact, BackupProof, BackupErasures)

FACTS: dict[str, BackupFact] = {}
PROOFS: dict[str, BackupProof] = {}
ERASURES: dict[str, BackupErasures] = {}
# Collections whose documents are never kept: their indexes are.
LEFT_OUT: set[str] = set()


def fact(name: str, label: str | Promise, read: FactReader) -> None:
    """Write what `read` says into each backup. Raises ValueError for a second `name`."""
    _add(FACTS, name, BackupFact(label, read))


def proof(name: str, label: str | Promise, faults: Prover) -> None:
    """Ask `faults` after each restore. Raises ValueError for a second `name`."""
    _add(PROOFS, name, BackupProof(label, faults))


def erasures(kind: str, erase_again: Eraser) -> None:
    """Erase those of this kind again after a restore. Raises ValueError for a second `kind`."""
    _add(ERASURES, kind, BackupErasures(erase_again))


def leave_out(table: str) -> None:
    """Keep no document of this collection: what opens something, or holds for minutes."""
    LEFT_OUT.add(table)


def _add(known: dict[str, Registered], name: str, registered: Registered) -> None:
    if name in known:
        raise ValueError(f"{name!r} is registered twice for backups")
    known[name] = registered
