"""Shared ranks (LB-4), case 29."""

from decimal import Decimal
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from bonuses.rules.ranking import METRICS, ranked, ranks


class Standing(NamedTuple):
    name: str
    total: Decimal
    ndp: int
    rdp: int


A = Standing("A", Decimal(50_000_000), 20, 10)
B = Standing("B", Decimal(50_000_000), 25, 5)
C = Standing("C", Decimal(0), 0, 0)

standings = st.lists(
    st.builds(
        Standing,
        st.text(st.characters(categories=["L"]), min_size=1, max_size=3),
        st.integers(0, 3).map(Decimal),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    max_size=8,
)


def test_LB_4_equals_share_a_rank():
    assert ranks([30, 20, 20, 10]) == [1, 2, 2, 4]


def test_LB_4_equal_omset_is_listed_by_ndp__case_29():
    assert ranked([A, C, B], "total") == [(1, B), (1, A), (3, C)]


def test_LB_4_by_ndp__case_29():
    assert ranked([C, A, B], "ndp") == [(1, B), (2, A), (3, C)]


def test_LB_4_equals_in_everything_stand_by_name():
    rows = [Standing(name, Decimal(1), 1, 1) for name in ("citra", "Ayu", "budi")]
    assert [row.name for _rank, row in ranked(rows, "rdp")] == ["Ayu", "budi", "citra"]


@given(standings, st.sampled_from(METRICS), st.randoms())
def test_LB_4_the_order_of_entry_makes_no_difference(rows, by, chance):
    mixed = list(rows)
    chance.shuffle(mixed)
    assert [place[:1] + place[1][1:] for place in ranked(mixed, by)] == [
        place[:1] + place[1][1:] for place in ranked(rows, by)
    ]


@given(standings, st.sampled_from(METRICS))
def test_LB_4_a_rank_is_one_more_than_how_many_are_better(rows, by):
    for rank, row in ranked(rows, by):
        assert rank == 1 + sum(getattr(other, by) > getattr(row, by) for other in rows)
