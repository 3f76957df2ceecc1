"""OM-12 to OM-16 as a pure function, with the cases that need no database."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omset.rules.classify import NDP, RDP, first_date, is_tambahan, kinds

START = date(2026, 1, 1)


@dataclass(frozen=True)
class Deposit:
    date: date
    is_tambahan: bool = False


def group(*days):
    """Deposits on these days of January; a string is a tambahan."""
    return [Deposit(date(2026, 1, int(day)), isinstance(day, str)) for day in days]


groups = st.lists(
    st.builds(
        Deposit,
        st.integers(0, 6).map(lambda days: START + timedelta(days=days)),
        st.booleans(),
    ),
    max_size=8,
)


def test_case_1_a_later_entry_of_an_earlier_day_takes_the_ndp_OM_23():
    assert kinds(group(9, 7)) == [RDP, NDP]


def test_case_2_both_deposits_of_the_first_day_are_ndp_OM_15():
    assert kinds(group(5, 5)) == [NDP, NDP]


def test_case_4_a_tambahan_does_not_establish_the_first_date_OM_16():
    assert kinds(group("1", 5, 6)) == [RDP, NDP, RDP]


def test_case_5_only_tambahan_is_always_rdp_OM_16():
    assert kinds(group("1", "2")) == [RDP, RDP]
    assert first_date(group("1", "2")) is None


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Depo TaMbAhAn malam", True),
        ("tambah", False),
        ("tambahannya", True),
        ("", False),
    ],
)
def test_case_6_what_makes_a_note_tambahan(note, expected):
    assert is_tambahan(note) is expected


@given(groups, st.randoms())
def test_the_order_of_entry_is_irrelevant_OM_15(deposits, random):
    shuffled = random.sample(deposits, len(deposits))
    assert dict(zip(shuffled, kinds(shuffled), strict=True)) == dict(
        zip(deposits, kinds(deposits), strict=True)
    )


@given(groups)
def test_ndp_falls_on_one_day_and_is_never_tambahan_OM_14(deposits):
    ndp = [deposit for deposit, kind in zip(deposits, kinds(deposits), strict=True) if kind == NDP]
    assert {deposit.date for deposit in ndp} == ({first_date(deposits)} - {None})
    assert not any(deposit.is_tambahan for deposit in ndp)
