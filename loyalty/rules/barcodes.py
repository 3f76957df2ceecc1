"""The bars of an EAN-13 (LM-9). Pure.

Only a number with the right check digit has any: none is corrected on the way to paper.
"""

from itertools import groupby
from typing import NamedTuple

from barcode.ean import EuropeanArticleNumber13

from loyalty.rules.cards import CardNumber

MODULES = 95


class Bar(NamedTuple):
    """A bar: where it begins and how wide it is, in modules."""

    start: int
    width: int


class NoBarcode(ValueError):
    """The number is no EAN-13."""


def ean13_bars(number: CardNumber) -> list[Bar]:
    """The bars from left to right. Raises NoBarcode for a flagged number."""
    if not number.is_barcode:
        raise NoBarcode(number.digits)
    bars, start = [], 0
    for module, run in groupby(ean13_modules(number.digits)):
        width = len(list(run))
        if module == "1":
            bars.append(Bar(start, width))
        start += width
    return bars


def ean13_modules(digits: str) -> str:
    """All 95 modules of thirteen digits, 1 for ink."""
    return EuropeanArticleNumber13(digits).build()[0]
