"""Scores, segments, explanations and movement (LF-1 to LF-9), with the cases by their numbers."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.rules.figures import NO_DATA, figure
from loyalty.rules.rfm.explanation import explanation
from loyalty.rules.rfm.movement import ABSENT, movement
from loyalty.rules.rfm.purchases import Buyer, Purchase, renamed
from loyalty.rules.rfm.runs import fingerprint_of, first_day_of_window, run_on, sums_of
from loyalty.rules.rfm.scores import Axis, Scores, scale_of
from loyalty.rules.rfm.segments import Segment, segment_of, segment_sums

DAY = date(2026, 4, 15)
LETTERS = dict(zip("CLNPAXHO", Segment, strict=True))
# By recency, each group of five letters M = 1 to 5, for F = 1 to 5 (LF-4).
TABLE = {
    5: "NNNNN NNNNN OPPLL OPPCC OPPCC",
    4: "NNNNN NNNNN OPPLL OPPCC OPPCC",
    3: "HHOOO HPPPP OPPLL OPPLL OPPLL",
    2: "HHXXX HHXXX AAAAA AAAAA AAAAA",
    1: "HHXXX HHXXX AAAAA AAAAA AAAAA",
}
purchases = st.builds(
    Purchase,
    buyer=st.sampled_from("abcdefgh"),
    day=st.dates(DAY - timedelta(days=60), DAY + timedelta(days=3)),
    amount=st.decimals(-50, 500, places=2),
)
many_purchases = st.lists(purchases, max_size=40)


def bought(buyer, days_ago, amount="10.00"):
    return Purchase(buyer, DAY - timedelta(days=days_ago), Decimal(amount))


def buyers_on(day, those):
    run = run_on(day, those)
    return [each.buyer for each in run.scored] if run else []


def fingerprint(those):
    return fingerprint_of(sums_of(those))


def cells(run):
    return {each.buyer.key: (str(each.scores), each.segment) for each in run.scored}


def test_case_166_the_vector_LF_5():
    vector = {
        Buyer("A", 3, 20, Decimal(900)): ((4, 5, 5), Segment.CHAMPIONS),
        Buyer("B", 10, 9, Decimal(700)): ((3, 3, 4), Segment.LOYAL),
        Buyer("C", 40, 15, Decimal(300)): ((2, 4, 2), Segment.AT_RISK),
        Buyer("D", 90, 4, Decimal(500)): ((1, 2, 3), Segment.CANNOT_LOSE),
        Buyer("E", 1, 1, Decimal(50)): ((5, 1, 1), Segment.NEW),
    }
    scale = scale_of(list(vector))
    for buyer, (scores, segment) in vector.items():
        assert scale.scores(buyer) == scores
        assert segment_of(scale.scores(buyer)) == segment


@pytest.mark.parametrize("recency", TABLE)
def test_case_166_all_125_cells_LF_4(recency):
    letters = TABLE[recency].replace(" ", "")
    cells_of_recency = [Scores(recency, f, m) for f in range(1, 6) for m in range(1, 6)]
    expected = [LETTERS[letter] for letter in letters]
    assert [segment_of(scores) for scores in cells_of_recency] == expected


def test_all_eight_segments_occur_LF_3():
    every_cell = [Scores(r, f, m) for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)]
    assert {segment_of(scores) for scores in every_cell} == set(Segment)


def frequency_scores(*values):
    axis = Axis(values)
    return [axis.score(value) for value in values]


def test_case_167_equal_values_share_a_score_LF_2():
    assert frequency_scores(*[1] * 10) == [1] * 10
    assert frequency_scores(1, 1, 1, 1, 2) == [1, 1, 1, 1, 5]


def test_case_167_one_buyer_two_buyers_none():
    alone = run_on(DAY, [bought("a", 3)])
    assert cells(alone) == {"a": ("1-1-1", Segment.HIBERNATING)}
    assert frequency_scores(1, 2) == [1, 3]
    assert run_on(DAY, []) is None


def test_case_168_purchases_after_the_day_are_ignored_LF_1():
    run = run_on(DAY, [bought("a", 0), bought("b", -1)])
    assert [each.buyer.key for each in run.scored] == ["a"]
    assert run.scored[0].buyer.recency == 0


def test_case_169_the_same_day_twice_is_the_same_run_LF_7():
    those = [bought("a", 3), bought("a", 3), bought("b", 9, "20.00")]
    first, second = run_on(DAY, those), run_on(DAY, those[::-1])
    assert first.scored == second.scored
    assert first.fingerprint == second.fingerprint
    assert run_on(DAY, those[1:]).fingerprint != first.fingerprint
    assert run_on(DAY, [*those, bought("c", -1)]).fingerprint == first.fingerprint


def test_case_170_an_amount_of_nothing_is_in_no_figure_LP_3():
    buyers = buyers_on(DAY, [bought("a", 3), bought("a", 1, "0.00"), bought("b", 1, "0.00")])
    assert buyers == [Buyer("a", 3, 1, Decimal(10))]


def test_case_173_a_return_lowers_the_value_and_is_no_purchase_LF_1():
    buyers = buyers_on(DAY, [bought("a", 9, "505000"), bought("a", 2, "-105000")])
    assert buyers == [Buyer("a", 9, 1, Decimal(400000))]


def test_whoever_has_only_returned_is_not_scored():
    assert buyers_on(DAY, [bought("a", 2, "-1.00")]) == []


def test_the_golden_buyers_of_the_fifteenth_of_april():
    those = [
        Purchase("B", date(2026, 1, 20), Decimal(150_000)),
        Purchase("B", date(2026, 2, 10), Decimal(505_000)),
        Purchase("B", date(2026, 2, 10), Decimal(505_000)),
        Purchase("B", date(2026, 3, 3), Decimal(0)),
        Purchase("B", date(2026, 3, 3), Decimal(-105_000)),
        Purchase("K4", date(2026, 3, 5), Decimal(2_000_000)),
    ]
    b, card = buyers_on(DAY, those)
    assert b == Buyer("B", 64, 3, Decimal(1_055_000))
    assert card == Buyer("K4", 41, 1, Decimal(2_000_000))


def test_a_window_of_months_LF_1():
    assert first_day_of_window(date(2026, 6, 30), 1) == date(2026, 5, 31)
    assert first_day_of_window(date(2026, 3, 31), 1) == date(2026, 3, 1)
    those = [bought("a", 3), bought("a", 40), bought("b", 40)]
    run = run_on(DAY, those, months=1)
    assert [each.buyer for each in run.scored] == [Buyer("a", 3, 1, Decimal(10))]


@given(many_purchases)
def test_scores_follow_from_how_many_are_worse_and_from_no_order_LF_2(those):
    run, turned = run_on(DAY, those), run_on(DAY, those[::-1])
    if run is None:
        assert turned is None
        return
    assert run.scored == turned.scored
    number = len(run.scored)
    for buyer, scores, _segment, worse in run.scored:
        others = [each.buyer for each in run.scored]
        later = sum(other.recency > buyer.recency for other in others)
        rarer = sum(other.frequency < buyer.frequency for other in others)
        lower = sum(other.value < buyer.value for other in others)
        assert worse == (later, rarer, lower)
        assert scores.recency == 1 + 5 * later // number
        assert scores.frequency == 1 + 5 * rarer // number
        assert scores.value == 1 + 5 * lower // number


@given(many_purchases)
def test_case_171_what_an_explanation_predicts_comes_true_LF_8(those):
    run = run_on(DAY, those)
    for each in run.scored if run else ():
        buyer, segment = each.buyer, each.segment
        step = explanation(each, run.scale.steps()).next_step
        if step is None:
            continue
        more = [Purchase(buyer.key, DAY, step.amount)] * step.purchases
        after = cells(run_on(DAY, [*those, *more]))
        assert after[buyer.key] == (str(step.scores), step.segment)
        assert step.segment != segment
        if step.purchases > 1:
            fewer = cells(run_on(DAY, [*those, *more[1:]]))
            assert fewer[buyer.key][1] == segment


def test_an_explanation_says_how_many_are_worse_and_the_rule_LF_8():
    those = [bought("a", 1), bought("a", 5), bought("b", 5), bought("c", 9)]
    run = run_on(DAY, those)
    why = explanation(run.scored[0], run.scale.steps())
    assert why.buyers == 3
    assert why.recency == (1, 2, 4)
    assert why.frequency == (2, 2, 4)
    assert why.value == (20, 2, 4)
    assert why.segment == Segment.CHAMPIONS
    assert why.formula == "R ≥ 4, F ≥ 4, M ≥ 4"
    assert why.next_step is None


def test_a_cheap_buyer_among_dear_ones_is_explained_at_once():
    those = [bought("a", 1, "0.01"), bought("b", 50, "99999999.00"), bought("c", 9, "99999999.00")]
    run = run_on(DAY, those)
    assert explanation(run.scored[0], run.scale.steps()).next_step.purchases == 1


def test_the_values_at_which_scores_begin_LF_7():
    assert Axis([1, 1, 1, 1, 2]).beginnings() == {1: 1, 5: 2}
    assert Axis([1, 2, 3, 4, 5]).beginnings() == {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}


def test_movement_has_the_new_and_the_gone_LF_9():
    before = run_on(DAY - timedelta(days=10), [bought("a", 12), bought("b", 20)], months=1)
    after = run_on(DAY, [bought("a", 12), bought("b", 40), bought("c", 1)], months=1)
    moves = movement(before.scored, after.scored)
    segment = {each.buyer.key: each.segment for each in before.scored}
    later = {each.buyer.key: each.segment for each in after.scored}
    assert moves[segment["a"], later["a"]] == 1
    assert moves[segment["b"], ABSENT] == 1
    assert moves[ABSENT, later["c"]] == 1
    assert sum(moves.values()) == 3


def test_averages_of_a_segment_without_buyers_are_no_data_LF_9():
    run = run_on(DAY, [bought("a", 3), bought("b", 4, "5.01")])
    every = segment_sums(run.scored)
    assert sum(each.buyers for each in every.values()) == 2
    assert every[Segment.CHAMPIONS].average_recency == NO_DATA
    hibernating = segment_sums(run_on(DAY, [bought("a", 3), bought("a", 5)]).scored)
    assert hibernating[Segment.HIBERNATING].average_frequency == figure(2)


@given(many_purchases)
def test_a_fingerprint_knows_each_purchase_and_no_order_LF_7(those):
    assert fingerprint(those) == fingerprint(those[::-1])
    assert fingerprint([*those, bought("a", 1)]) != fingerprint(those)


def test_a_buyer_who_is_called_otherwise_changes_the_fingerprint_to_what_it_would_be_LF_7():
    those = [bought("a", 3), bought("b", 9, "20.00")]
    called_otherwise = [Purchase("z", each.day, each.amount) for each in those[:1]] + those[1:]
    before = run_on(DAY, those)
    its_print = before.prints["a"]
    assert before.fingerprint != fingerprint(called_otherwise)
    after = renamed(before.fingerprint, its_print, before="a", after="z")
    assert after == fingerprint(called_otherwise)
    assert renamed(after, its_print, before="z", after="a") == before.fingerprint


def test_two_buyers_who_change_their_purchases_change_the_fingerprint():
    those = [bought("a", 3), bought("b", 9, "20.00")]
    exchanged = [bought("b", 3), bought("a", 9, "20.00")]
    assert fingerprint(those) != fingerprint(exchanged)
