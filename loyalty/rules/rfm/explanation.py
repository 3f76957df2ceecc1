"""Why a buyer is in a cell, and what would move them: a prediction that comes true (LF-8). Pure."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from loyalty.rules.rfm.purchases import Buyer
from loyalty.rules.rfm.scores import Scores, Steps
from loyalty.rules.rfm.segments import FORMULAS, ScoredBuyer, Segment, segment_of
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


def explanation(scored: ScoredBuyer, steps: Steps) -> Explanation:
    """Why one of a run's buyers is where they are, and what comes next."""
    buyer, scores, segment, worse = scored
    return Explanation(
        buyers=steps.buyers,
        recency=AxisReason(buyer.recency, worse.recency, scores.recency),
        frequency=AxisReason(buyer.frequency, worse.frequency, scores.frequency),
        value=AxisReason(buyer.value, worse.value, scores.value),
        segment=segment,
        formula=FORMULAS[segment],
        next_step=next_step(scored, steps),
    )


def next_step(scored: ScoredBuyer, steps: Steps) -> NextStep | None:
    """The fewest purchases of the buyer's usual amount that lead to another segment."""
    cells = _next_cells(scored.buyer, steps)
    return next((step for step in cells if step.segment != scored.segment), None)


def usual_amount(buyer: Buyer) -> Decimal:
    """What a purchase of the buyer comes to on average, at least the smallest amount there is."""
    return max(CENT, cents(buyer.value / buyer.frequency))


def _next_cells(buyer: Buyer, steps: Steps) -> Iterator[NextStep]:
    """Each next cell that more purchases lead to, by the fewest that do.

    No score falls as they become more, so that the first of each cell is found by halving.
    """
    amount = usual_amount(buyer)
    counts = range(1, _enough(buyer, steps, amount) + 1)
    place = 0
    while place < len(counts):
        step = _step(counts[place], amount, buyer, steps)
        yield step
        place = bisect_right(
            counts, step.scores, key=lambda count: _step(count, amount, buyer, steps).scores
        )


def _enough(buyer: Buyer, steps: Steps, amount: Decimal) -> int:
    """So many purchases that nobody buys as often, nor for as much."""
    often = int(steps.frequency.highest) - buyer.frequency
    much = int((Decimal(steps.value.highest) - buyer.value) / amount)
    return max(often, much) + 1


def _step(purchases: int, amount: Decimal, buyer: Buyer, steps: Steps) -> NextStep:
    frequency, value = buyer.frequency + purchases, buyer.value + amount * purchases
    scores = steps.scores_instead(Buyer(buyer.key, 0, frequency, value), buyer)
    less_often = steps.less_often(frequency, buyer.frequency)
    return NextStep(purchases, amount, less_often, scores, segment_of(scores))
