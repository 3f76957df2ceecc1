"""Eight segments of buyers, by their scores; the first rule that matches counts (LF-3). Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from loyalty.rules.figures import Figure, figure, quotient
from loyalty.rules.rfm.purchases import ZERO, Buyer
from loyalty.rules.rfm.scores import Scores, Worse


class Segment(StrEnum):
    """Where a buyer belongs, as it is stored and printed for scripts."""

    CHAMPIONS = "Champions"
    LOYAL = "Loyal Customers"
    NEW = "New Customers"
    POTENTIAL = "Potential Loyalists"
    AT_RISK = "At Risk"
    CANNOT_LOSE = "Cannot Lose Them"
    HIBERNATING = "Hibernating"
    OTHERS = "Others"


RULES: Mapping[Segment, Callable[[int, int, int], bool]] = {
    Segment.CHAMPIONS: lambda r, f, m: r >= 4 and f >= 4 and m >= 4,
    Segment.LOYAL: lambda r, f, m: r >= 3 and f >= 3 and m >= 4,
    Segment.NEW: lambda r, f, m: r >= 4 and f <= 2,
    Segment.POTENTIAL: lambda r, f, m: r >= 3 and f >= 2 and m >= 2,
    Segment.AT_RISK: lambda r, f, m: r <= 2 and f >= 3,
    Segment.CANNOT_LOSE: lambda r, f, m: r <= 2 and f <= 2 and m >= 3,
    Segment.HIBERNATING: lambda r, f, m: f <= 2 and m <= 2,
    Segment.OTHERS: lambda r, f, m: True,
}
# The same in signs, which need no translation.
FORMULAS: Mapping[Segment, str] = {
    Segment.CHAMPIONS: "R ≥ 4, F ≥ 4, M ≥ 4",
    Segment.LOYAL: "R ≥ 3, F ≥ 3, M ≥ 4",
    Segment.NEW: "R ≥ 4, F ≤ 2",
    Segment.POTENTIAL: "R ≥ 3, F ≥ 2, M ≥ 2",
    Segment.AT_RISK: "R ≤ 2, F ≥ 3",
    Segment.CANNOT_LOSE: "R ≤ 2, F ≤ 2, M ≥ 3",
    Segment.HIBERNATING: "F ≤ 2, M ≤ 2",
    Segment.OTHERS: "",
}


class ScoredBuyer(NamedTuple):
    """A buyer with the cell and segment of a run."""

    buyer: Buyer
    scores: Scores
    segment: Segment
    worse: Worse


@dataclass
class SegmentSums:
    """What the buyers of a segment, or of several, come to."""

    buyers: int = 0
    value: Decimal = ZERO
    frequency: int = 0
    # Days since the last purchase of each, added up.
    recency: int = 0

    def add(self, buyer: Buyer) -> None:
        self.buyers += 1
        self.value += buyer.value
        self.frequency += buyer.frequency
        self.recency += buyer.recency

    @property
    def average_value(self) -> Figure:
        """Averages have two places; those of nobody are no data, never 0."""
        return self._average(self.value)

    @property
    def average_frequency(self) -> Figure:
        return self._average(self.frequency)

    @property
    def average_recency(self) -> Figure:
        return self._average(self.recency)

    def _average(self, total: Decimal | int) -> Figure:
        return quotient(figure(total), figure(self.buyers))


@cache
def segment_of(scores: Scores) -> Segment:
    """The segment of a cell."""
    return next(segment for segment, matches in RULES.items() if matches(*scores))


def segment_sums(scored: Iterable[ScoredBuyer]) -> dict[Segment, SegmentSums]:
    """What each of the eight segments comes to, those without anybody too."""
    sums = {segment: SegmentSums() for segment in Segment}
    for each in scored:
        sums[each.segment].add(each.buyer)
    return sums
