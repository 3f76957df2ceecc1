"""The three states of a figure (LX-3, LX-4)."""

from decimal import Decimal

import pytest

from loyalty.rules.figures import (
    NO_DATA,
    UNAVAILABLE,
    Change,
    Comparison,
    Figure,
    FigureState,
    NoValue,
    combined,
    comparison,
    figure,
    quotient,
    share,
)


def test_zero_is_a_value_only_where_it_was_counted_LX_3():
    assert figure(0).has_value
    assert figure(0).value == 0
    assert figure(None) == NO_DATA
    assert figure(0) != NO_DATA


@pytest.mark.parametrize("empty", [NO_DATA, UNAVAILABLE])
def test_what_has_no_value_gives_none_LX_3(empty):
    with pytest.raises(NoValue):
        _ = empty.value


def test_a_state_and_its_amount_belong_together():
    with pytest.raises(ValueError, match="no data"):
        Figure(FigureState.NO_DATA, Decimal(0))
    with pytest.raises(ValueError, match="value"):
        Figure(FigureState.VALUE)


def test_what_could_not_be_read_outweighs_what_nobody_sent():
    assert combined(figure(1), NO_DATA, UNAVAILABLE, by=min) == UNAVAILABLE
    assert combined(figure(1), NO_DATA, by=min) == NO_DATA
    assert combined(figure(1), figure(2), by=min) == figure(1)


def test_case_178_an_average_receipt_LX_3():
    assert quotient(figure(Decimal("105873.03")), figure(4931)) == figure(Decimal("21.47"))
    assert quotient(figure(Decimal("12.00")), figure(0)) == NO_DATA


def test_case_179_a_share_never_passes_the_whole_LX_3():
    assert share(figure(170), figure(32_233)) == figure(Decimal("0.53"))
    assert share(figure(0), figure(0)) == NO_DATA
    with pytest.raises(ValueError, match="181 of 170"):
        share(figure(181), figure(170))


def test_a_comparison_is_computed_LX_4():
    assert comparison(figure(121), figure(100)) == Comparison(Change.UP, Decimal(21))
    assert comparison(figure(75), figure(100)) == Comparison(Change.DOWN, Decimal(-25))
    assert comparison(figure(100), figure(100)) == Comparison(Change.SAME, Decimal(0))
    assert comparison(figure(5), figure(-5)) == Comparison(Change.UP, Decimal(200))


def test_or_new_or_absent_LX_4():
    assert comparison(figure(5), NO_DATA) == Comparison(Change.NEW)
    assert comparison(figure(5), figure(0)) == Comparison(Change.NEW)
    assert comparison(figure(0), figure(0)) is None
    assert comparison(figure(5), UNAVAILABLE) is None
    assert comparison(NO_DATA, figure(5)) is None
    assert comparison(UNAVAILABLE, figure(5)) is None
