"""Statements: total, paid, due and credit; what changes after closing; equal parts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leave.rules.fees import FeeKind, FeeLine, total_of
from leave.rules.statement import FeeStatement, changes_since, parts_left
from leave.rules.stored_lines import read, stored

MONTH, DAY = date(2026, 2, 1), date(2026, 2, 3)


def line(amount, kind=FeeKind.LATENESS, day=DAY, **more):
    return FeeLine(kind, day, Decimal(amount), **more)


def test_65_paid_too_much_is_credit_and_nothing_is_due():
    fees = (line("50.00"), line("10.00", FeeKind.BREAK), line("5.00", FeeKind.MANUAL, ref="1"))
    before = FeeStatement(MONTH, fees, paid=Decimal("50.00"))
    assert before.total == Decimal("65.00")
    assert before.due == Decimal("15.00")
    assert before.credit == 0
    after = FeeStatement(MONTH, (line("0.00"), *fees[1:]), paid=Decimal("50.00"))
    assert after.total == Decimal("15.00")
    assert after.due == 0
    assert after.credit == Decimal("35.00")


def test_what_was_told_and_what_is_now_differ_by_the_changed_lines_alone():
    told = [line("50.00"), line("10.00", FeeKind.BREAK)]
    now = [line("20.00"), line("10.00", FeeKind.BREAK), line("5.00", FeeKind.MANUAL, ref="1")]
    changes = changes_since(told, now)
    assert [(each.kind, each.amount) for each in changes] == [
        (FeeKind.LATENESS, Decimal("-30.00")),
        (FeeKind.MANUAL, Decimal("5.00")),
    ]


def test_a_line_that_is_gone_is_taken_back_whole():
    assert [each.amount for each in changes_since([line("50.00")], [])] == [Decimal("-50.00")]


LINES = st.lists(
    st.builds(
        # The other fields stay what they are by themselves.
        lambda kind, day, amount: FeeLine(kind, day, amount),
        st.sampled_from(list(FeeKind)),
        st.dates(date(2026, 2, 1), date(2026, 2, 6)),
        st.integers(-9999, 9999).map(lambda cents: Decimal(cents) / 100),
    ),
    unique_by=lambda each: each.key,
    max_size=8,
)


@given(st.lists(LINES, min_size=2, max_size=5))
def test_whatever_changes_however_often_all_that_was_told_adds_up_to_what_is_now(states):
    told = list(states[0])
    for state in states[1:]:
        told += changes_since(told, state)
        assert total_of(told) == total_of(state)
        assert changes_since(told, state) == []


@given(LINES)
def test_a_line_is_read_as_it_was_stored(lines):
    assert [read(stored(each)) for each in lines] == lines


@pytest.mark.parametrize(
    ("due", "parts", "paid", "left"),
    [
        ("65.00", 2, 0, ["32.50", "32.50"]),
        ("65.01", 2, 0, ["32.51", "32.50"]),
        ("32.50", 2, 1, ["32.50"]),
        ("65.00", 1, 0, ["65.00"]),
        ("0.00", 2, 1, ["0.00"]),
        ("5.00", 2, 2, []),
    ],
)
def test_parts_are_equal_and_add_up_to_what_is_due(due, parts, paid, left):
    assert parts_left(Decimal(due), parts, paid) == [Decimal(part) for part in left]
