"""The bars of EAN-13 (LM-9): those of the standard, and none for a number that is none."""

import pytest

from loyalty.rules.barcodes import MODULES, NoBarcode, ean13_bars, ean13_modules
from loyalty.rules.cards import card_number


def test_the_modules_are_those_of_the_standard():
    # The example of the GS1 General Specifications for a first digit of 4.
    modules = ean13_modules("4003994155486")
    left = "000110101001110111101000101100101110011101"
    right = "110011010011101001110101110010010001010000"
    assert modules == f"101{left}01010{right}101"


@pytest.mark.parametrize("number", ["2900000000018", "2900000000025", "2990000000002"])
def test_bars_have_95_modules_and_thirty_of_them_are_bars(number):
    bars = ean13_bars(card_number(number))
    assert len(ean13_modules(number)) == MODULES
    assert len(bars) == 30
    assert bars[0] == (0, 1)
    assert sum(bars[-1]) == MODULES


@pytest.mark.parametrize("number", ["2900000000019", "290000000001", "29000000"])
def test_case_101_a_flagged_number_has_none_and_is_not_corrected(number):
    with pytest.raises(NoBarcode):
        ean13_bars(card_number(number))
