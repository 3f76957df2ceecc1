"""Draws are uniform: 10,000 draws of 10 from 1,000 with 20 seeds, and after 500 rejections.

A pool that is drawn until it is empty gives a hundred draws for one key a row, each of them as
likely to be any ten rows as the first: so 10,000 draws are 100 pools and not 10,000.
"""

import random
from collections import Counter
from heapq import heapify, heappop, heappush, nsmallest

import pytest

from members.rules.draw import DrawKeys, draw_key

ROWS, TAKEN = 1_000, 10
IDS = [f"{number:024x}" for number in range(1, ROWS + 1)]
# The chi-square that 1 of 10,000 uniform samples exceeds, at 9 * 99 degrees of freedom.
MOST = 1055.0
# Per decile of the rows and draw of the hundred that empty a pool.
DECILES, DRAWS, POOLS = 10, ROWS // TAKEN, 100


# At 9 degrees of freedom, 1 of 10,000.
MOST_OF_DECILES = 33.7
RECALLS, SECRETS = 500, 50


def secret_of(numbers):
    return numbers.randbytes(32).hex()


@pytest.mark.parametrize("seed", range(20))
def test_which_draw_takes_a_row_does_not_depend_on_the_row(seed):
    """100 pools of 1,000 drawn until empty, 10 at a time: 10,000 draws.

    Each decile of the rows, in the order of their ids, has to be in each draw equally often.
    """
    numbers = random.Random(seed)
    cells = Counter()
    for _pool in range(POOLS):
        secret = secret_of(numbers)
        order = sorted(range(ROWS), key=lambda row, secret=secret: draw_key(secret, IDS[row], 0))
        cells.update((row * DECILES // ROWS, place // TAKEN) for place, row in enumerate(order))
    expected = POOLS * TAKEN / DECILES
    chi_square = sum(
        (cells[decile, draw] - expected) ** 2 / expected
        for decile in range(DECILES)
        for draw in range(DRAWS)
    )
    assert chi_square < MOST


def test_a_row_that_comes_back_has_a_place_that_nobody_can_know():
    secret = secret_of(random.Random(1))
    places = Counter(int(draw_key(secret, IDS[0], times)[0], 16) for times in range(16_000))
    chi_square = sum((places[place] - 1000) ** 2 / 1000 for place in range(16))
    # 15 degrees of freedom, 1 of 10,000.
    assert chi_square < 44.3


def test_a_draw_after_500_that_were_taken_back_is_as_uniform_as_the_first():
    """Rows that were assigned and taken back go to another place, and the next ones are drawn.

    Over many secrets the last draw takes each decile of the rows as often as the first. A request
    that is rejected moves nothing: tests/members/views/test_requests.py.
    """
    numbers = random.Random(7)
    first, last = Counter(), Counter()
    for _pool in range(SECRETS):
        secret = secret_of(numbers)
        deck = [(draw_key(secret, row_id, 0), row, 0) for row, row_id in enumerate(IDS)]
        heapify(deck)
        first.update(row * DECILES // ROWS for _key, row, _times in nsmallest(TAKEN, deck))
        for _recall in range(RECALLS):
            recall(deck, secret)
        last.update(row * DECILES // ROWS for _key, row, _times in nsmallest(TAKEN, deck))
    assert chi_square_of(first) < MOST_OF_DECILES
    assert chi_square_of(last) < MOST_OF_DECILES


def recall(deck, secret):
    """Draw the first of the deck and take them back."""
    drawn = [heappop(deck) for _row in range(TAKEN)]
    for _key, row, times in drawn:
        heappush(deck, (draw_key(secret, IDS[row], times + 1), row, times + 1))


def chi_square_of(counts):
    expected = SECRETS * TAKEN / DECILES
    return sum((counts[decile] - expected) ** 2 / expected for decile in range(DECILES))


def test_the_keys_of_many_rows_are_those_of_each():
    secret = secret_of(random.Random(7))
    keys = DrawKeys(secret)
    many = [keys.of(row_id, times) for times in range(3) for row_id in IDS[:200]]
    assert many == [draw_key(secret, row_id, times) for times in range(3) for row_id in IDS[:200]]
