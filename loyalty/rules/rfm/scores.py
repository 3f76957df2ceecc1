"""Scores from 1 to 5 on three axes (LF-2). Pure.

A score is 1 + floor(5 x k / n): n buyers are scored, k of them are strictly worse. Equal values
share a score, and not every score need occur.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from loyalty.rules.rfm.purchases import Buyer

HIGHEST = 5
Value = int | Decimal


class Scores(NamedTuple):
    """The cell of a buyer: recency, frequency, value; 5 is the best on each."""

    recency: int
    frequency: int
    value: int

    def __str__(self) -> str:
        return "-".join(map(str, self))


class Axis:
    """All values of one axis, the worst first: a higher one is a better one."""

    def __init__(self, values: Iterable[Value]) -> None:
        self.values: list[Value] = sorted(values)
        self._scores = {
            value: _score(bisect_left(self.values, value), len(self.values))
            for value in set(self.values)
        }

    def worse_than(self, value: Value) -> int:
        """How many buyers are strictly worse than this value."""
        return bisect_left(self.values, value)

    def score(self, value: Value) -> int:
        """The score of the value of one of these buyers. Raises KeyError for another."""
        return self._scores[value]

    def score_instead(self, new: Value, old: Value) -> int:
        """The score of a buyer whose value becomes `new`, nobody else's changing."""
        return _score(self.worse_instead(new, old), len(self.values))

    def worse_instead(self, new: Value, old: Value) -> int:
        """How many others are worse than the new value of a buyer."""
        return self.worse_than(new) - (old < new)

    def beginnings(self) -> dict[int, Value]:
        """The worst value of each score that occurs."""
        first: dict[int, Value] = {}
        for value in sorted(self._scores):
            first.setdefault(self._scores[value], value)
        return first


@dataclass(frozen=True)
class Scale:
    """The three axes over all buyers that are scored; fewer days are the better recency."""

    recency: Axis
    frequency: Axis
    value: Axis
    buyers: int

    def scores(self, buyer: Buyer) -> Scores:
        """The cell of one of the buyers."""
        return Scores(
            self.recency.score(-buyer.recency),
            self.frequency.score(buyer.frequency),
            self.value.score(buyer.value),
        )

    def scores_instead(self, new: Buyer, old: Buyer) -> Scores:
        """The cell of a buyer who becomes like `new`, nobody else changing."""
        return Scores(
            self.recency.score_instead(-new.recency, -old.recency),
            self.frequency.score_instead(new.frequency, old.frequency),
            self.value.score_instead(new.value, old.value),
        )


def scale_of(buyers: Sequence[Buyer]) -> Scale:
    """The scale that these buyers make."""
    return Scale(
        recency=Axis(-buyer.recency for buyer in buyers),
        frequency=Axis(buyer.frequency for buyer in buyers),
        value=Axis(buyer.value for buyer in buyers),
        buyers=len(buyers),
    )


def _score(worse: int, buyers: int) -> int:
    return 1 + HIGHEST * worse // buyers
