"""Phone numbers: which are numbers, how one is stored, and who sees it whole (RO-7). Pure."""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from crm.regions import HOME

_USUAL = re.compile(r"(?:\+?62|0)?(8[1-9]\d{7,10})")
_NOT_IN_A_NUMBER = re.compile(r"[\s().\-‐-―−'’/_]+")  # noqa: RUF001
# `6.28123E+12`: a spreadsheet has shown the number like this and so stored it.
_SHORTENED = re.compile(r"\d+(?:[.,]\d+)?\s*[eE]\s*\+?\s*\d+")
# What stands before a number in a link or a note, and what a spreadsheet puts behind one.
_BEFORE = re.compile(
    r"(?:(?:https?://)?(?:www\.)?(?:wa\.me|api\.whatsapp\.com/send)/?(?:\?phone=)?"
    r"|tel:|whatsapp:|wa\s*[:.]|hp\s*[:.]|telp?\s*[:.]|no\.?\s*(?:hp|wa|telp?)?\s*[:.])\s*",
    re.IGNORECASE,
)
_AS_FRACTION = re.compile(r"(\d)[.,]0+$")
_DIAL_OUT = re.compile(r"^\+?00+")
# A mobile number of this country in any notation, or one with a country's code, within a text.
_IN_A_TEXT = re.compile(
    r"(?<![\w+])(?:0|\+?62[ .()-]{0,2})8[ .()-]{0,2}[1-9](?:[ .()-]{0,2}\d){7,10}(?!\w)"
    r"|(?<![\w+])\+[1-9](?:[ .()-]{0,2}\d){7,14}(?!\w)"
)
# Without one of these a text holds none (phones_in() asks for each: a loop takes twice as long).
PHONE_SIGNS = ("08", "62", "+")
_BETWEEN_DIGITS = str.maketrans("", "", " .()-")
_WRITTEN = re.compile(r"\+?[\d\s().-]+")


def is_phone(text: str) -> bool:
    """True for 6 to 15 digits in any of the usual notations."""
    return bool(_WRITTEN.fullmatch(text)) and 6 <= len(_digits(text)) <= 15


class NotAPhone(ValueError):
    """The text holds digits, but no phone number."""


class LostDigits(NotAPhone):
    """A spreadsheet has rounded the number: nobody knows which it was."""


def phone_number(typed: str, region: str = HOME) -> str:
    """The number as +62812...: equal for all its spellings; empty where there is no digit.

    `region` is where a number without a country's code belongs. Raises NotAPhone.
    """
    if typed.isascii() and typed.isdecimal() and (usual := _usual(typed, region)):
        return usual
    text = unicodedata.normalize("NFKC", typed).strip().lstrip("'=\"").rstrip('"')
    if not any(sign.isdecimal() for sign in text):
        return ""
    if _SHORTENED.fullmatch(text):
        raise LostDigits(typed)
    text = _AS_FRACTION.sub(r"\1", _BEFORE.sub("", text, count=1))
    return _parsed(_DIAL_OUT.sub("+", _NOT_IN_A_NUMBER.sub("", text)), region)


def phones_in(text: str) -> list[str]:
    """The phones that stand in a text, as +62812...: those that nobody takes for something else."""
    # An upload asks it of millions of cells, nearly none of which has one.
    if "08" not in text and "62" not in text and "+" not in text:
        return []
    return [phone for written in _IN_A_TEXT.findall(text) if (phone := _number_in(written))]


def _number_in(written: str) -> str:
    digits = written.translate(_BETWEEN_DIGITS)
    if usual := _USUAL.fullmatch(digits):
        return f"+62{usual[1]}"
    try:
        return phone_number(digits)
    except NotAPhone:
        return ""


def _usual(digits: str, region: str) -> str:
    """What the library would say of nearly all numbers in a list, forty times as fast.

    It would take a short `62812...` for a landline of the district 062; nobody lists those.
    """
    # Of Indonesia's mobiles there are millions.
    match = _USUAL.fullmatch(digits) if region == HOME else None
    return f"+62{match[1]}" if match else ""


def _parsed(text: str, region: str) -> str:
    if any(sign.isalpha() for sign in text):
        raise NotAPhone(text)
    if text.strip("+").isdecimal() and (usual := _usual(text, region)):
        return usual
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException as error:
        raise NotAPhone(text) from error
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        raise NotAPhone(text)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())


def chat_address(phone: str, region: str = HOME) -> str:
    """The address that opens WhatsApp for a number as it was typed; empty without one (RS-7).

    `region` is where a number without a country's code belongs.
    """
    try:
        digits = _digits(phone_number(phone, region))
    except NotAPhone:
        digits = _digits(phone)
        if digits.startswith("0"):
            digits = f"{phonenumbers.country_code_for_region(region)}{digits[1:]}"
    return f"https://wa.me/{digits}" if digits else ""
