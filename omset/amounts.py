"""Reading amounts the way people write them. Pure.

A person types `100`, `100.000`, `100,000`, `150k`, `1,5jt`, `11.77`; a file holds one notation,
where `100.000` can be a hundred or a hundred thousand, so that one is refused there.
"""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

_SUFFIXES = {"k": 1_000, "rb": 1_000, "ribu": 1_000, "jt": 1_000_000, "juta": 1_000_000}
_SHAPE = re.compile(r"(?:rp\.?\s*)?(?P<number>[0-9.,]+)\s*(?P<suffix>[a-z]*)")
_GROUPED = re.compile(r"\d{1,3}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*")
_ONE_GROUP = re.compile(r"\d{1,3}[.,]\d{3}")
_GROUPED_WITH_DECIMALS = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:,\d{3})+\.\d+")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
THOUSANDS_BELOW = 1_000
LONGEST = 40


class Unreadable(ValueError):
    """The text is no amount, or could mean two."""


def typed_amount(text: str) -> Decimal:
    """What a person means in the entry form, in rupiah.

    A bare whole number under 1,000 is in thousands (case 18 of section 11.2). Raises Unreadable.
    """
    text = text.strip().casefold()
    number, factor = _parts(text)
    amount = _read(number, grouped=factor == 1) * factor
    return amount * 1_000 if text.isdigit() and amount < THOUSANDS_BELOW else amount


def stated_amount(text: str) -> Decimal:
    """What a file states, as written. Raises Unreadable, also for an ambiguous `100.000`."""
    number, factor = _parts(text.strip().casefold())
    if _ONE_GROUP.fullmatch(number) and not number.startswith("0"):
        raise Unreadable(
            _("“%(text)s” can be read in two ways: write it without separators.") % {"text": text}
        )
    return _read(number, grouped=True) * factor


def _parts(text: str) -> tuple[str, int]:
    match = _SHAPE.fullmatch(text) if len(text) <= LONGEST else None
    if not match or (match["suffix"] and match["suffix"] not in _SUFFIXES):
        raise Unreadable(_("“%(text)s” is not an amount.") % {"text": text})
    return match["number"], _SUFFIXES.get(match["suffix"], 1)


def _read(number: str, *, grouped: bool) -> Decimal:
    if grouped and _GROUPED.fullmatch(number) and not number.startswith("0"):
        return Decimal(re.sub(r"[.,]", "", number))
    if _GROUPED_WITH_DECIMALS.fullmatch(number):
        whole, decimals = re.split(r"[.,](?=\d+$)", number)
        return Decimal(f"{re.sub('[.,]', '', whole)}.{decimals}")
    if _PLAIN.fullmatch(number):
        return Decimal(number.replace(",", "."))
    raise Unreadable(_("“%(text)s” is not an amount.") % {"text": number})
