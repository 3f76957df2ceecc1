"""Sums of sales lines by key, packed as columns of whole numbers. Pure.

A column has eight bytes a key. Columns of several months are added up by position, after the keys
of each month have found their place among all keys.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

SIGNED_EIGHT_BYTES: Final = "q"


class LineSums(NamedTuple):
    """What lines come to: amount in cents, quantity in ten-thousandths; `stated` have points."""

    lines: int = 0
    amount: int = 0
    quantity: int = 0
    points: int = 0
    stated: int = 0


NAMES = LineSums._fields
# A key, and where it was sold if the sums are by article.
Key = tuple[str, str]
Packed = Mapping[str, bytes]


@dataclass
class Columns:
    """The sums of each of the keys, by position."""

    keys: list[Key]
    sums: list[list[int]]

    def of(self, position: int) -> LineSums:
        """The sums of one key."""
        return LineSums(*(column[position] for column in self.sums))

    def total(self) -> LineSums:
        """The sums over all keys."""
        return LineSums(*(sum(column) for column in self.sums))

    def by_key(self) -> dict[Key, LineSums]:
        """The sums of each key."""
        return dict(zip(self.keys, map(LineSums, *self.sums), strict=True)) if self.keys else {}


@dataclass(frozen=True)
class MonthColumns:
    """The packed sums of a month beside their keys, which are in order: one is found by halving.

    Nothing is unpacked but what is asked for: of thousands of articles a page shows a few.
    """

    month: int
    keys: Sequence[str]
    # Where each key was sold, of articles.
    departments: Sequence[str]
    columns: Packed

    def column(self, name: str) -> memoryview:
        """The numbers of one sum, in the order of the keys."""
        return memoryview(bytes(self.columns[name])).cast(SIGNED_EIGHT_BYTES)

    def places(self, key: str) -> range:
        """At which positions a key stands: an article once for each department that sold it."""
        return range(bisect_left(self.keys, key), bisect_right(self.keys, key))

    def of(self, place: int) -> LineSums:
        """The sums at a position."""
        return LineSums(*(self._views[name][place] for name in NAMES))

    @cached_property
    def _views(self) -> dict[str, memoryview]:
        return {name: self.column(name) for name in NAMES}


def packed(rows: Iterable[Sequence[int]]) -> dict[str, bytes]:
    """The columns of these rows of sums, each as bytes."""
    columns = list(zip(*rows, strict=True)) or [()] * len(NAMES)
    return {
        name: array(SIGNED_EIGHT_BYTES, column).tobytes()
        for name, column in zip(NAMES, columns, strict=True)
    }


def unpacked(column: bytes) -> list[int]:
    """The numbers of a packed column."""
    return array(SIGNED_EIGHT_BYTES, bytes(column)).tolist()


def added(parts: Iterable[tuple[Sequence[Key], Packed]]) -> Columns:
    """The sums of several packed columns, each with its keys; every key stands there once."""
    places: dict[Key, int] = {}
    sums: list[list[int]] = [[] for _name in NAMES]
    for keys, columns in parts:
        at = [places.setdefault(key, len(places)) for key in keys]
        for column, name in zip(sums, NAMES, strict=True):
            column.extend([0] * (len(places) - len(column)))
            _add(column, at, unpacked(columns[name]))
    return Columns(list(places), sums)


def _add(column: list[int], at: list[int], values: list[int]) -> None:
    for place, value in zip(at, values, strict=True):
        column[place] += value


def sum_of_lines(parts: Iterable[LineSums]) -> LineSums:
    """The sums of several."""
    columns = list(zip(*parts, strict=True))
    return LineSums(*map(sum, columns)) if columns else LineSums()
