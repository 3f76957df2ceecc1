"""Distributing N among people: hypothesis where order and ties matter."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.rules.shares import NoWeights, deck_of, shares

PEOPLE = [f"{number:024x}" for number in range(1, 13)]
counts = st.integers(0, 500)
weighted = st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 20), min_size=1).filter(
    lambda weights: any(weights.values())
)


def received(result):
    return {share.person: share.received for share in result}


def secret(number):
    return f"{number:064x}"


@given(counts, weighted)
def test_all_rows_are_given_and_everybody_gets_what_they_are_entitled_to_but_for_one(
    count, weights
):
    result = shares(count, weights, list(weights), {})
    assert sum(share.received for share in result) == count
    for share in result:
        assert share.received - int(share.entitled) in (0, 1)
        assert share.weight or not share.received


@given(counts, st.integers(1, 12), st.integers(1, 9))
def test_with_equal_weights_nobody_gets_two_more_than_anybody(count, people, weight):
    weights = dict.fromkeys(PEOPLE[:people], weight)
    numbers = received(shares(count, weights, list(weights), {})).values()
    assert max(numbers) - min(numbers) <= 1


@given(st.lists(st.integers(0, 30), max_size=40), st.integers(1, 12))
def test_over_time_with_equal_weights_nobody_gets_two_more_either(many, people):
    weights, gaps, total = dict.fromkeys(PEOPLE[:people], 1), {}, Counter()
    for number, count in enumerate(many):
        result = shares(count, weights, deck_of(secret(1), weights, number), gaps)
        gaps = {share.person: share.gap for share in result}
        total.update(received(result))
    numbers = [total[person] for person in weights]
    assert max(numbers) - min(numbers) <= 1


@given(counts, weighted, st.permutations(PEOPLE))
def test_who_gets_what_depends_on_the_deck_alone(count, weights, order):
    """Not on the order in which people are read: their names, their age."""
    deck = deck_of(secret(7), weights, 3)
    mixed = {person: weights[person] for person in order if person in weights}
    assert deck_of(secret(7), mixed, 3) == deck
    assert shares(count, weights, deck, {}) == shares(count, mixed, deck, {})


def test_a_single_row_goes_to_the_oldest_account_no_oftener_than_to_others():
    """30 of 30 to the oldest, as elsewhere, is what this must never be."""
    people = PEOPLE[:5]
    winners = Counter(
        next(s.person for s in shares(1, dict.fromkeys(people, 1), deck, {}) if s.received)
        for deck in (deck_of(secret(number), people, 1) for number in range(1000))
    )
    expected = 1000 / len(people)
    chi_square = sum((winners[person] - expected) ** 2 / expected for person in people)
    # 4 degrees of freedom, 0.1 %.
    assert chi_square < 18.47


def test_who_is_behind_gets_the_next_row_whatever_the_deck_says():
    gaps = {PEOPLE[0]: Fraction(1, 2), PEOPLE[1]: Fraction(-1, 2)}
    weights = dict.fromkeys(PEOPLE[:2], 1)
    for deck in (PEOPLE[:2], PEOPLE[1::-1]):
        assert received(shares(1, weights, deck, gaps)) == {PEOPLE[0]: 1, PEOPLE[1]: 0}


@given(counts, st.integers(2, 12), st.integers(1, 40))
def test_who_comes_back_is_not_flooded(count, people, days_away):
    """Away for long while others received much: no row more than a colleague's plus one."""
    away, others = PEOPLE[0], PEOPLE[1:people]
    gaps = {}
    for number in range(days_away):
        result = shares(50, dict.fromkeys(others, 1), deck_of(secret(2), others, number), gaps)
        gaps |= {share.person: share.gap for share in result}
    everybody = dict.fromkeys([away, *others], 1)
    numbers = received(shares(count, everybody, list(everybody), gaps))
    assert numbers[away] - min(numbers[person] for person in others) <= 1


@given(st.lists(st.integers(0, 30), min_size=1, max_size=20))
def test_who_joins_starts_at_the_mean(many):
    gaps, people = {}, PEOPLE[:4]
    for number, count in enumerate(many):
        result = shares(count, dict.fromkeys(people, 1), deck_of(secret(3), people, number), gaps)
        gaps = {share.person: share.gap for share in result}
    joined = shares(3, dict.fromkeys(PEOPLE[:5], 1), PEOPLE[:5], gaps)
    (new,) = [share for share in joined if share.person == PEOPLE[4]]
    assert new.gap_before == sum(gaps.values(), Fraction()) / 4


def test_all_weights_0_are_refused():
    with pytest.raises(NoWeights):
        shares(5, dict.fromkeys(PEOPLE, 0), PEOPLE, {})
    with pytest.raises(NoWeights):
        shares(5, {}, [], {})


def test_a_weight_below_0_is_refused():
    with pytest.raises(ValueError, match="-1"):
        shares(5, {PEOPLE[0]: -1, PEOPLE[1]: 3}, PEOPLE[:2], {})
