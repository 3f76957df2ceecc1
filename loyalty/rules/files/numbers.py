"""Numbers of a file, read exactly: with decimal comma or decimal point, one style a file (LI-11).

In comma style the point only groups: `1.234,56`, `1234,5` and `1.234` are read, `12.50` is not.
What a JSON file or a workbook has as a number is that number in either style. Pure.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from loyalty.rules.files.outcomes import Unreadable, text_of, unreadable

NO_NUMBER = _("“%(text)s” is not a number.")
NO_AMOUNT = _("“%(text)s” has more than two decimals.")
NOT_WHOLE = _("“%(text)s” is not a whole number.")
NO_QUANTITY = _("“%(text)s” has more than four decimals.")
TOO_LARGE = _("“%(text)s” is larger than anything that is sold.")
NO_VALUE = _("There is no number.")
LARGEST = Decimal(10) ** 13
LONGEST = 30


class NumberStyle(StrEnum):
    """What stands before the decimals."""

    COMMA = "comma"
    POINT = "point"


_SHAPES = {
    style: re.compile(rf"-?(?:[1-9]\d{{0,2}}(?:{group}\d{{3}})+|\d+)(?:{mark}\d+)?", re.ASCII)
    for style, mark, group in ((NumberStyle.COMMA, ",", r"\."), (NumberStyle.POINT, r"\.", ","))
}
_MARKS = re.compile(r"[.,]")


@dataclass(slots=True)
class StyleVotes:
    """How many numbers of a file can only be read with the one mark or the other."""

    comma: int = 0
    point: int = 0
    # Those that could be both, and so would be one thing or a thousand times it: 1.234 and 1,234.
    grouped_by_point: int = 0
    grouped_by_comma: int = 0

    def add(self, text: str) -> None:
        """Count a number as it is written; what is none in either style tells nothing."""
        if not _MARKS.search(text) or len(text) > LONGEST:
            return
        comma, point = (shape.fullmatch(text) is not None for shape in _SHAPES.values())
        if comma and point:
            self.grouped_by_point += "." in text
            self.grouped_by_comma += "," in text
        else:
            self.comma += comma
            self.point += point

    def add_all(self, texts: Iterable[str]) -> None:
        """Count many."""
        for text in texts:
            self.add(text)

    @property
    def style(self) -> NumberStyle:
        """What most numbers say; where none says anything, that nothing is a thousandth."""
        comma, point = (self.comma, self.grouped_by_point), (self.point, self.grouped_by_comma)
        return NumberStyle.COMMA if any(comma) and comma >= point else NumberStyle.POINT


def number_of(value: Any, style: NumberStyle) -> Decimal | None:
    """The number in a field, exactly; None for an empty one. Raises Unreadable."""
    if type(value) is Decimal:
        return _plausible(value)
    if value is None or value == "":
        return None
    if type(value) is str:
        return _number(value, style)
    raise unreadable(NO_NUMBER, value)


def amount_of(value: Any, style: NumberStyle) -> Decimal | None:
    """An amount of money with two places; None for an empty field. Raises Unreadable."""
    number = number_of(value, style)
    return None if number is None else _amount(number)


def stated_amount(value: Any, style: NumberStyle) -> Decimal:
    """An amount that must be there. Raises Unreadable."""
    amount = amount_of(value, style)
    if amount is None:
        raise Unreadable(NO_VALUE)
    return amount


def quantity_of(value: Any, style: NumberStyle) -> Decimal | None:
    """How many or how much, with up to four decimals; None for an empty field.

    Raises Unreadable.
    """
    number = number_of(value, style)
    if number is not None and number != number.quantize(_FINEST):
        raise unreadable(NO_QUANTITY, value)
    return number


def whole_of(value: Any, style: NumberStyle) -> int | None:
    """A whole number, as points are; None for an empty field. Raises Unreadable."""
    number = number_of(value, style)
    if number is None:
        return None
    whole = int(number)
    if whole != number:
        raise unreadable(NOT_WHOLE, value)
    return whole


@lru_cache(maxsize=1 << 16)
def _number(text: str, style: NumberStyle) -> Decimal | None:
    text = text_of(text)
    if not text:
        return None
    if len(text) > LONGEST or not _SHAPES[style].fullmatch(text):
        raise unreadable(NO_NUMBER, text)
    plain = text.replace(".", "").replace(",", ".") if style == NumberStyle.COMMA else text
    return _plausible(Decimal(plain.replace(",", "")))


def _amount(number: Decimal) -> Decimal:
    amount = number.quantize(_CENT)
    if amount != number:
        raise unreadable(NO_AMOUNT, format(number, "f"))
    return amount


def _plausible(number: Decimal) -> Decimal:
    if not -LARGEST < number < LARGEST:
        raise unreadable(TOO_LARGE, format(number, "f"))
    return number


_CENT, _FINEST = Decimal("0.01"), Decimal("0.0001")
