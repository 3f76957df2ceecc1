"""Scores from 1 to 5 on three axes (LF-2). Pure.

A score is 1 + floor(5 x k / n): n buyers are scored, k of them are strictly worse. Equal values
share a score, and not every score need occur.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from loyalty.rules.rfm.purchases import Buyer

HIGHEST = 5
Value = int | Decimal


class Worse(NamedTuple):
    """How many of a run's buyers are strictly worse than one of them, on each axis."""

    recency: int
    frequency: int
    value: int


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
        backwards = range(len(self.values) - 1, -1, -1)
        # Of equal values the first place is written last.
        self._worse = {self.values[place]: place for place in backwards}

    def worse_than(self, value: Value) -> int:
        """How many are strictly worse than one of these values. Raises KeyError for another."""
        return self._worse[value]

    def score(self, value: Value) -> int:
        """The score of one of these values. Raises KeyError for another."""
        return _score(self._worse[value], len(self.values))

    def beginnings(self) -> dict[int, Value]:
        """The worst value of each score that occurs."""
        first: dict[int, Value] = {}
        for value in sorted(self._worse):
            first.setdefault(self.score(value), value)
        return first

    def steps(self) -> "AxisSteps":
        """What it takes to score whoever changes."""
        needed = [-(-score * len(self.values) // HIGHEST) for score in range(1, HIGHEST)]
        return AxisSteps(
            below=tuple(self.values[number - 1] for number in needed),
            risen=tuple(next(iter(self.values[number : number + 1]), None) for number in needed),
            highest=self.values[-1],
        )


@dataclass(frozen=True)
class AxisSteps:
    """The few values of an axis that decide about the score of a buyer who changes.

    A score from 2 on takes so many others who are worse. Of all values in their order, the one at
    that number is what has to be surpassed: in `below` by a buyer who is not worse now than with
    the new value, in `risen`, one further on, by one who is and so stands among them; None where
    nobody is left.
    """

    below: tuple[Value, ...]
    risen: tuple[Value | None, ...]
    highest: Value

    def score_instead(self, new: Value, old: Value) -> int:
        """The score of a buyer whose value becomes `new`, nobody else's changing."""
        limits = self.risen if old < new else self.below
        return 1 + sum(limit is not None and new > limit for limit in limits)


@dataclass(frozen=True)
class Steps:
    """What a run keeps of its scale: enough for what would become of a buyer (LF-8)."""

    buyers: int
    recency: AxisSteps
    frequency: AxisSteps
    value: AxisSteps
    # How many buy so often.
    frequencies: Mapping[int, int]

    def scores_instead(self, new: Buyer, old: Buyer) -> Scores:
        """The cell of a buyer who becomes like `new`, nobody else changing."""
        return Scores(
            self.recency.score_instead(-new.recency, -old.recency),
            self.frequency.score_instead(new.frequency, old.frequency),
            self.value.score_instead(new.value, old.value),
        )

    def less_often(self, new: int, old: int) -> int:
        """How many others buy less often than a buyer who buys `new` times and not `old`."""
        fewer = sum(buyers for times, buyers in self.frequencies.items() if times < new)
        return fewer - (old < new)


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

    def worse(self, buyer: Buyer) -> Worse:
        """How many are worse than one of the buyers."""
        return Worse(
            self.recency.worse_than(-buyer.recency),
            self.frequency.worse_than(buyer.frequency),
            self.value.worse_than(buyer.value),
        )

    def steps(self) -> Steps:
        """What is kept of it."""
        return Steps(
            self.buyers,
            self.recency.steps(),
            self.frequency.steps(),
            self.value.steps(),
            Counter(int(times) for times in self.frequency.values),
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
