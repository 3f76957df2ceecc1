"""Card numbers: how they are read, which are EAN-13, and which are minted here (LM-9, LM-10). Pure.

A number is never corrected: a wrong check digit stays as it is, and the expected one is shown.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

DIGITS_OF_CARD = 13
# A minted number is the prefix, a counter of this many digits, and the check digit.
DIGITS_OF_COUNTER = 9
DIGITS_OF_PREFIX = DIGITS_OF_CARD - DIGITS_OF_COUNTER - 1
DEFAULT_PREFIX = "299"
LONGEST_NUMBER = 32
_DROPPED = re.compile(r"[\s-]+")
_DIGITS = re.compile(r"[0-9]+")


class NotACardNumber(ValueError):
    """The text has something else than digits, blanks and hyphens, or too many digits."""


class NoNumbersLeft(Exception):
    """Every counter of the prefix was given away."""


class CardFlag(StrEnum):
    """What is odd about a number that is kept all the same."""

    NONE = ""
    WRONG_CHECK_DIGIT = "check digit"
    OTHER_LENGTH = "length"


@dataclass(frozen=True)
class CardNumber:
    """A number as it is matched, exactly, and what is odd about it."""

    digits: str
    flag: CardFlag = CardFlag.NONE

    @property
    def expected_digit(self) -> str:
        """The check digit that the first twelve digits ask for; empty for another length."""
        return check_digit(self.digits[:-1]) if len(self.digits) == DIGITS_OF_CARD else ""

    @property
    def is_barcode(self) -> bool:
        """Whether it can be printed as EAN-13."""
        return self.flag == CardFlag.NONE

    @property
    def completed(self) -> str:
        """The whole number that twelve digits are the beginning of; empty for another length.

        A suggestion for staff, never a match.
        """
        is_short = len(self.digits) == DIGITS_OF_CARD - 1
        return self.digits + check_digit(self.digits) if is_short else ""


def card_number(typed: str) -> CardNumber:
    """The number that somebody typed or a file holds, blanks and hyphens dropped (LM-9).

    Raises NotACardNumber.
    """
    digits = _DROPPED.sub("", typed)
    if not _DIGITS.fullmatch(digits) or len(digits) > LONGEST_NUMBER:
        raise NotACardNumber(typed)
    return CardNumber(digits, _flag_of(digits))


def check_digit(digits: str) -> str:
    """The EAN-13 check digit of twelve digits: those at even places weigh 3, the others 1."""
    if len(digits) != DIGITS_OF_CARD - 1:
        raise ValueError(digits)
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return str(-weighed % 10)


def minted_number(counter: int, prefix: str = DEFAULT_PREFIX) -> str:
    """The number minted for a counter, which begins at 0 (LM-10).

    Raises NoNumbersLeft past the last counter, ValueError for a prefix that is none.
    """
    if not is_prefix(prefix) or counter < 0:
        raise ValueError(f"{prefix!r} {counter}")
    if counter >= 10**DIGITS_OF_COUNTER:
        raise NoNumbersLeft(prefix)
    digits = f"{prefix}{counter:0{DIGITS_OF_COUNTER}}"
    return digits + check_digit(digits)


def is_prefix(prefix: str) -> bool:
    """Whether numbers can be minted behind it: three digits."""
    return len(prefix) == DIGITS_OF_PREFIX and bool(_DIGITS.fullmatch(prefix))


def is_reserved(digits: str, prefix: str = DEFAULT_PREFIX) -> bool:
    """Whether only this product mints such a number: 13 digits behind the prefix (LM-10)."""
    return len(digits) == DIGITS_OF_CARD and digits.startswith(prefix)


def _flag_of(digits: str) -> CardFlag:
    if len(digits) != DIGITS_OF_CARD:
        return CardFlag.OTHER_LENGTH
    is_right = digits[-1] == check_digit(digits[:-1])
    return CardFlag.NONE if is_right else CardFlag.WRONG_CHECK_DIGIT
