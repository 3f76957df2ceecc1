"""Who stands where (LB-4). Pure: made from the rows whenever they are read."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

METRICS = ("total", "ndp", "rdp")


class RankableRow(Protocol):
    """What a row must have to be ranked."""

    @property
    def name(self) -> str: ...
    @property
    def total(self) -> Any: ...
    @property
    def ndp(self) -> int: ...
    @property
    def rdp(self) -> int: ...


Ranked = TypeVar("Ranked", bound=RankableRow)


def ranks(values: Sequence) -> list[int]:
    """The rank of each value, the highest first; equal ones share it: 1, 2, 2, 4."""
    first_place: dict[object, int] = {}
    for place, value in enumerate(sorted(values, reverse=True), start=1):
        first_place.setdefault(value, place)
    return [first_place[value] for value in values]


def ranked(rows: Iterable[Ranked], by: str) -> list[tuple[int, Ranked]]:
    """The rows in the order of the metric `by`, each with its rank.

    Equals stand in order of omset, NDP, RDP and then name.
    """
    in_order = sorted(rows, key=lambda row: (*_descending(row, by), row.name.casefold()))
    return list(zip(ranks([getattr(row, by) for row in in_order]), in_order, strict=True))


def _descending(row: RankableRow, by: str) -> tuple:
    return tuple(-getattr(row, name) for name in (by, *METRICS))
