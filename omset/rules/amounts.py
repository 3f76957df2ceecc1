"""Reading amounts the way people write them: one grammar for forms and files. Pure.

`1.500.000`, `Rp 1.500.000,-`, `IDR 1.500.000`, `1 500 000`, `500rb`, `1,5jt`, `1jt500`. What can be
read in two ways is refused: `1.500rb` is one and a half thousand, or a million and a half.

A form and a file differ in two places only. A bare number under 1,000 typed in a form is in
thousands; and a form takes a bare `100.000` for a hundred thousand, where a file, which anybody may
have made with any notation, does not say whether it is that or a hundred.
"""

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crm.web.texts.filled import FilledText
from crm.web.texts.visible import in_ordinary_signs

_UNITS = {"k": 1_000, "rb": 1_000, "ribu": 1_000, "jt": 1_000_000, "juta": 1_000_000}
_SHAPE = re.compile(
    r"(?P<currency>rp\.?|idr)? ?(?P<number>[0-9.,]+(?: [0-9.,]+)*)"
    r"(?:(?P<no_cents>[.,]-{1,2})| ?(?P<unit>[a-z]+))?"
)
# A million and five hundred thousand, a thousand and five hundred.
_MILLIONS = re.compile(
    r"([1-9]\d{0,2}) ?(?:jt|juta) ?(?:(\d{3})|(\d{1,3}) ?(?:k|rb|ribu))", re.ASCII
)
_THOUSANDS = re.compile(r"([1-9]\d{0,2}) ?(?:rb|ribu) ?(\d{3})", re.ASCII)
_CURRENCY = re.compile(r"(?:rp\.?|idr) ?")
_GROUPED = re.compile(r"\d{1,3}(?P<mark>[., ])\d{3}(?:(?P=mark)\d{3})*", re.ASCII)
_ONE_GROUP = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_GROUPED_WITH_DECIMALS = re.compile(
    r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?: \d{3})+[.,]\d{1,2}", re.ASCII
)
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_BARE = re.compile(r"\d{1,3}", re.ASCII)
THOUSANDS_BELOW = 1_000
LONGEST = 40
IN_TWO_WAYS = _("“%(text)s” can be read in two ways: write it without separators.")


class Unreadable(ValueError):
    """The text is no amount or no date, or could mean two; `reason` in no language yet."""

    def __init__(self, reason: FilledText) -> None:
        super().__init__(reason)
        self.reason = reason


def typed_amount(text: str) -> Decimal:
    """What a person means in the entry form, in rupiah.

    A bare whole number under 1,000 is in thousands (case 18). Raises Unreadable.
    """
    text = in_ordinary_signs(text)
    amount = _amount(text, in_form=True)
    return amount * THOUSANDS_BELOW if _is_in_thousands(text, amount) else amount


def stated_amount(text: str) -> Decimal:
    """What a file states, as written. Raises Unreadable, also for an ambiguous `100.000`."""
    return _amount(in_ordinary_signs(text), in_form=False)


def _is_in_thousands(text: str, amount: Decimal) -> bool:
    return text.isdecimal() and amount < THOUSANDS_BELOW


def _amount(text: str, *, in_form: bool) -> Decimal:
    if len(text) > LONGEST:
        raise _no_amount(text)
    folded = text.casefold()
    spoken = _spoken(_CURRENCY.sub("", folded, count=1))
    if spoken is not None:
        return spoken
    match = _SHAPE.fullmatch(folded)
    if not match or (match["unit"] and match["unit"] not in _UNITS):
        raise _no_amount(text)
    if _ONE_GROUP.fullmatch(match["number"]) and not _is_settled(match, in_form=in_form):
        raise Unreadable(FilledText(IN_TWO_WAYS, {"text": text}))
    amount = _read(match["number"])
    if amount is None:
        raise _no_amount(text)
    return amount * _UNITS.get(match["unit"], 1)


def _is_settled(match: re.Match, *, in_form: bool) -> bool:
    """Whether one mark before three digits can only part thousands here."""
    if match["unit"]:
        return False
    mark = "." if "." in match["number"] else ","
    if match["no_cents"]:
        return match["no_cents"][0] != mark
    return in_form or (bool(match["currency"]) and mark == ".")


def _spoken(text: str) -> Decimal | None:
    """`1jt500` and `1 juta 500 ribu`, `2rb500`: what follows the unit is the next smaller one."""
    if match := _MILLIONS.fullmatch(text):
        return Decimal(int(match[1]) * 1_000_000 + int(match[2] or match[3]) * 1_000)
    if match := _THOUSANDS.fullmatch(text):
        return Decimal(int(match[1]) * 1_000 + int(match[2]))
    return None


def _read(number: str) -> Decimal | None:
    """The figures alone; None if they are no number."""
    if _GROUPED.fullmatch(number) and not number.startswith("0"):
        return Decimal(re.sub(r"[., ]", "", number))
    if _GROUPED_WITH_DECIMALS.fullmatch(number):
        whole, decimals = re.split(r"[.,](?=\d+$)", number)
        return Decimal(f"{re.sub('[., ]', '', whole)}.{decimals}")
    return Decimal(number.replace(",", ".")) if _PLAIN.fullmatch(number) else None


def _no_amount(text: str) -> Unreadable:
    return Unreadable(FilledText(_("“%(text)s” is not an amount."), {"text": text}))
