"""What a buyer's purchases come to: how long ago, how often, how much (LF-1, LP-3). Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)


class Purchase(NamedTuple):
    """A deposit, a receipt or a month of sales lines of one buyer; below 0 it is a return."""

    buyer: str
    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Buyer:
    """What somebody's purchases come to on a day."""

    key: str
    # Whole days since the last purchase.
    recency: int
    frequency: int
    # Returns are taken off.
    value: Decimal


@dataclass(slots=True)
class _Sums:
    last: date | None = None
    frequency: int = 0
    value: Decimal = ZERO


def buyers_on(day: date, purchases: Iterable[Purchase], since: date | None = None) -> list[Buyer]:
    """Everybody who has bought up to and including `day`, by their keys.

    An amount of 0 is in no figure; a return lowers the value, and is no purchase. Whoever has only
    returns is not among them. `since` is the first day of a window.
    """
    sums: dict[str, _Sums] = {}
    for buyer, bought_on, amount in purchases:
        if bought_on > day or (since and bought_on < since) or not amount:
            continue
        _add(sums.setdefault(buyer, _Sums()), bought_on, amount)
    return [
        Buyer(key, (day - it.last).days, it.frequency, it.value)
        for key, it in sorted(sums.items())
        if it.last is not None
    ]


def fingerprint(purchases: Iterable[Purchase]) -> str:
    """A hash of the purchases, in whatever order they come: equal ones twice are told apart."""
    digest = hashlib.sha256()
    for buyer, day, amount in sorted(purchases):
        digest.update(f"{buyer}\t{day.isoformat()}\t{amount.normalize():f}\n".encode())
    return digest.hexdigest()


def _add(sums: _Sums, day: date, amount: Decimal) -> None:
    sums.value += amount
    if amount > 0:
        sums.frequency += 1
        sums.last = day if sums.last is None else max(sums.last, day)
