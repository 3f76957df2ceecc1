"""What apps below the ledger derive and store, and how `recount` proves it.

What is derived from a staff member's deposits is registered at omset/reconciliation/proofs.py.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from django.utils.functional import Promise


class StoredDifference(NamedTuple):
    """What is stored somewhere, and what a plain recomputation expects there."""

    where: str
    field: str
    stored: object
    expected: object


# Compares everything, changes nothing. Each difference as it is met.
ProofReader = Callable[[], Iterator[StoredDifference]]


class AppProof(NamedTuple):
    """What is compared, what people call it, and what brings it right, where something does."""

    label: str | Promise
    read: ProofReader
    repair: Callable[[], None] | None = None


PROOFS: dict[str, AppProof] = {}
# What people call the fields of what is compared.
FIELD_LABELS: dict[str, str | Promise] = {}


def register(
    name: str,
    label: str | Promise,
    read: ProofReader,
    fields: Mapping[str, str | Promise],
    *,
    repair: Callable[[], None] | None = None,
) -> None:
    """Let `recount` compare what `read` compares; a difference is printed as one of `name`.

    Unless it is a dry run, `repair` is called where anything differs.

    Raises ValueError if the name is taken.
    """
    if name in PROOFS:
        raise ValueError(f"the proof {name!r} is registered twice")
    PROOFS[name] = AppProof(label, read, repair)
    FIELD_LABELS.update(fields)
