"""Fields that more than one of the files has: card numbers, texts of a length, codes. Pure."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.web.texts.filled import FilledText
from loyalty.rules.cards import CardNumber, NotACardNumber, card_number
from loyalty.rules.files.outcomes import Unreadable, is_whole, shown, text_of, unreadable

NO_CARD = _("“%(text)s” is not a card number.")
MISSING = _("There is no card number.")
TOO_LONG = _("“%(text)s” is longer than %(most)s characters.")
EMPTY = _("Nothing stands here.")
LONGEST_CODE = 40
# As a date is 0 where there is none, so is a card.
NO_CARD_GIVEN = ("", "0")


def card_of(value: Any) -> CardNumber | None:
    """The card in a field, a whole number equal to the same digits as text; None for none.

    Raises Unreadable.
    """
    if type(value) is str:
        return _card(value)
    if type(value) is Decimal:
        return _card(_digits_of(value))
    if isinstance(value, bool):
        raise unreadable(NO_CARD, value)
    return _card(text_of(value))


def stated_card(value: Any) -> CardNumber:
    """A card that must be there. Raises Unreadable."""
    card = card_of(value)
    if card is None:
        raise Unreadable(MISSING)
    return card


def limited_text(value: Any, longest: int) -> str:
    """A text that is not longer than its field. Raises Unreadable."""
    text = text_of(value)
    if len(text) > longest:
        raise Unreadable(FilledText(TOO_LONG, {"text": shown(text), "most": str(longest)}))
    return text


def code_of(value: Any) -> str:
    """A code, of which a file has few that come again and again. Raises Unreadable."""
    return _code(value if type(value) is str else text_of(value))


def stated_code(value: Any) -> str:
    """A code that must be there. Raises Unreadable."""
    code = code_of(value)
    if not code:
        raise Unreadable(EMPTY)
    return code


def _digits_of(number: Decimal) -> str:
    if number < 0 or not is_whole(number):
        raise unreadable(NO_CARD, number)
    return format(number.to_integral_value(), "f")


@lru_cache(maxsize=1 << 16)
def _card(typed: str) -> CardNumber | None:
    text = text_of(typed)
    if text in NO_CARD_GIVEN:
        return None
    try:
        return card_number(text)
    except NotACardNumber as error:
        raise unreadable(NO_CARD, text) from error


@lru_cache(maxsize=1 << 16)
def _code(text: str) -> str:
    return limited_text(text, LONGEST_CODE)
