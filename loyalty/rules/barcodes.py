"""The bars of an EAN-13 (LM-9). Pure.

Only a number with the right check digit has any: none is corrected on the way to paper.
"""

from itertools import groupby
from typing import NamedTuple

from loyalty.rules.cards import CardNumber

# The bars and gaps of each digit, in three sets; the first digit chooses the sets of the next six.
_LEFT = (
    *("0001101", "0011001", "0010011", "0111101", "0100011"),
    *("0110001", "0101111", "0111011", "0110111", "0001011"),
)
_RIGHT = tuple("".join("10"[int(module)] for module in digit) for digit in _LEFT)
_EVEN = tuple(digit[::-1] for digit in _RIGHT)
_SETS_OF_FIRST = (
    *("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG"),
    *("LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL"),
)
_EDGE, _MIDDLE = "101", "01010"
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
    first, *following = (int(digit) for digit in digits)
    sets = {"L": _LEFT, "G": _EVEN}
    left = zip(_SETS_OF_FIRST[first], following[:6], strict=True)
    written = "".join(sets[name][digit] for name, digit in left)
    return _EDGE + written + _MIDDLE + "".join(_RIGHT[digit] for digit in following[6:]) + _EDGE
