"""Why a buyer is in a cell, and what would move them: a prediction that comes true (LF-8). Pure."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from loyalty.rules.rfm.purchases import Buyer
from loyalty.rules.rfm.scores import Scale, Scores
from loyalty.rules.rfm.segments import FORMULAS, Segment, segment_of
from omset.rules.money import CENT, cents


class AxisReason(NamedTuple):
    """A raw value, how many of the buyers are worse, and the score that this makes."""

    value: int | Decimal
    worse: int
    score: int


class NextStep(NamedTuple):
    """So many more purchases on the day of the run, each of `amount`, lead to this cell."""

    purchases: int
    amount: Decimal
    # How many others would buy less often.
    less_often: int
    scores: Scores
    segment: Segment


@dataclass(frozen=True)
class Explanation:
    """Everything that a cell follows from."""

    buyers: int
    recency: AxisReason
    frequency: AxisReason
    value: AxisReason
    segment: Segment
    formula: str
    # The fewest purchases that lead to another segment; None if none do.
    next_step: NextStep | None


def explanation(buyer: Buyer, scale: Scale) -> Explanation:
    """Why one of the scale's buyers is where they are, and what comes next."""
    scores = scale.scores(buyer)
    segment = segment_of(scores)
    return Explanation(
        buyers=scale.buyers,
        recency=AxisReason(buyer.recency, scale.recency.worse_than(-buyer.recency), scores.recency),
        frequency=AxisReason(
            buyer.frequency, scale.frequency.worse_than(buyer.frequency), scores.frequency
        ),
        value=AxisReason(buyer.value, scale.value.worse_than(buyer.value), scores.value),
        segment=segment,
        formula=FORMULAS[segment],
        next_step=next_step(buyer, scale),
    )


def next_step(buyer: Buyer, scale: Scale) -> NextStep | None:
    """The fewest purchases of the buyer's usual amount that lead to another segment."""
    segment = segment_of(scale.scores(buyer))
    return next((step for step in _steps(buyer, scale) if step.segment != segment), None)


def usual_amount(buyer: Buyer) -> Decimal:
    """What a purchase of the buyer comes to on average, at least the smallest amount there is."""
    return max(CENT, cents(buyer.value / buyer.frequency))


def _steps(buyer: Buyer, scale: Scale) -> Iterator[NextStep]:
    """Each next cell that more purchases lead to, by the fewest that do.

    No score falls as they become more, so that the first of each cell is found by halving.
    """
    amount = usual_amount(buyer)
    counts = range(1, _enough(buyer, scale, amount) + 1)
    place = 0
    while place < len(counts):
        step = _step(counts[place], amount, buyer, scale)
        yield step
        place = bisect_right(
            counts, step.scores, key=lambda count: _step(count, amount, buyer, scale).scores
        )


def _enough(buyer: Buyer, scale: Scale, amount: Decimal) -> int:
    """So many purchases that nobody buys as often, nor for as much."""
    often = int(scale.frequency.values[-1]) - buyer.frequency
    much = int((Decimal(scale.value.values[-1]) - buyer.value) / amount)
    return max(often, much) + 1


def _step(purchases: int, amount: Decimal, buyer: Buyer, scale: Scale) -> NextStep:
    frequency, value = buyer.frequency + purchases, buyer.value + amount * purchases
    scores = scale.scores_instead(Buyer(buyer.key, 0, frequency, value), buyer)
    less_often = scale.frequency.worse_instead(frequency, buyer.frequency)
    return NextStep(purchases, amount, less_often, scores, segment_of(scores))
