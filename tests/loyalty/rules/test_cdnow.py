"""RFM on the published purchases of CDNOW (LF-6)."""

import csv
import time
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from loyalty.rules.rfm.explanation import explanation
from loyalty.rules.rfm.purchases import Purchase
from loyalty.rules.rfm.runs import run_on
from loyalty.rules.rfm.segments import Segment, segment_sums
from tests.environment import CDNOW

DAY = date(1998, 6, 30)
TABLE = {
    Segment.CHAMPIONS: (6_299, "1759397.71"),
    Segment.LOYAL: (1_592, "196496.67"),
    Segment.NEW: (1, "12.99"),
    Segment.POTENTIAL: (2_860, "115256.40"),
    Segment.AT_RISK: (894, "68991.93"),
    Segment.CANNOT_LOSE: (2_606, "158731.15"),
    Segment.HIBERNATING: (8_349, "145299.54"),
    Segment.OTHERS: (901, "56129.24"),
}


@pytest.fixture(scope="module")
def purchases():
    """All purchases of the file, those of nothing too, as receipts have them."""
    with CDNOW.open(newline="") as file:
        return [
            Purchase(each["customer_id"], date.fromisoformat(each["date"]), Decimal(each["amount"]))
            for each in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def run(purchases):
    return run_on(DAY, purchases)


def scored(run, key):
    return next(each for each in run.scored if each.buyer.key == key)


def test_23_502_buyers_are_scored_in_under_five_seconds_LF_6(purchases):
    began = time.process_time()
    run = run_on(DAY, purchases)
    assert time.process_time() - began < 5
    assert len(run.scored) == 23_502
    assert sum(each.buyer.frequency for each in run.scored) == 69_579
    assert sum(each.buyer.value for each in run.scored) == Decimal("2500315.63")


def test_case_170_deposits_above_nothing_and_receipts_with_zeros_are_scored_alike(purchases, run):
    deposits = run_on(DAY, [each for each in purchases if each.amount])
    assert len({each.buyer for each in purchases}) - len(run.scored) == 68
    assert deposits.scored == run.scored


@pytest.mark.parametrize("segment", Segment)
def test_the_table_of_segments_LF_6(run, segment):
    figures = segment_sums(run.scored)[segment]
    assert figures.buyers == TABLE[segment][0]
    assert figures.value == Decimal(TABLE[segment][1])


@pytest.mark.parametrize(
    ("axis", "buyers"),
    [
        ("recency", [4_705, 4_870, 4_534, 4_703, 4_690]),
        ("frequency", [11_843, 0, 4_079, 3_655, 3_925]),
        ("value", [4_749, 4_656, 4_697, 4_700, 4_700]),
    ],
)
def test_how_many_have_each_score_LF_6(run, axis, buyers):
    scores = Counter(getattr(each.scores, axis) for each in run.scored)
    assert [scores[score] for score in range(1, 6)] == buyers


def test_72_of_the_125_cells_occur_LF_6(run):
    assert len({each.scores for each in run.scored}) == 72


@pytest.mark.parametrize(
    ("key", "recency", "frequency", "value", "cell", "segment"),
    [
        ("00001", 545, 1, "11.77", "1-1-1", Segment.HIBERNATING),
        ("00003", 33, 6, "156.46", "5-5-5", Segment.CHAMPIONS),
        ("00005", 178, 11, "385.61", "4-5-5", Segment.CHAMPIONS),
        ("00010", 525, 1, "39.31", "1-1-3", Segment.CANNOT_LOSE),
        ("00019", 385, 2, "175.12", "4-3-5", Segment.LOYAL),
    ],
)
def test_buyers_by_name_LF_6(run, key, recency, frequency, value, cell, segment):
    buyer, scores, its_segment, _worse = scored(run, key)
    assert buyer.recency == recency
    assert buyer.frequency == frequency
    assert buyer.value == Decimal(value)
    assert str(scores) == cell
    assert its_segment == segment


def test_case_171_the_explanation_of_00019_comes_true_LF_8(purchases, run):
    why = explanation(scored(run, "00019"), run.scale.steps())
    assert why.buyers == 23_502
    assert why.frequency == (2, 11_843, 3)
    step = why.next_step
    assert step.purchases == 1
    assert step.less_often == 15_921
    assert step.scores.frequency == 4
    assert step.segment == Segment.CHAMPIONS
    after = run_on(DAY, [*purchases, Purchase("00019", DAY, step.amount)])
    assert scored(after, "00019").scores == step.scores
    assert scored(after, "00019").segment == step.segment
