"""What is left of a stored text when a customer is forgotten. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import phonenumbers
from phonenumbers import NumberParseException

from crm.regions import HOME
from members.rules.keys import customer_key
from members.rules.phones import NotAPhone, phone_number

# Shorter ids stand in texts by chance.
SHORTEST_IN_TEXT = 4
SHORTEST_PHONE = 6
# What people wrote, and customers' own facts, in history and messages; the rest names other things
# by words that a customer may be called, too.
WRITTEN = frozenset(
    (
        *("customer_id", "customer", "phone", "title", "note", "reason"),
        *("invalid_reason", "extension_reason", "decline_reason", "conflict"),
        *("file", "source", "lawful_basis"),
    )
)
_HOME_CODE = str(phonenumbers.country_code_for_region(HOME))
_BETWEEN_DIGITS = r"[\s().\-]*"
_LETTERS_OR_DIGITS = re.compile(r"\d+|\D+")
# Matches nowhere.
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True)
class Forgetting:
    """Takes one customer out of whatever was stored."""

    key: str
    pseudonym: str
    _ids: re.Pattern[str]
    _phones: re.Pattern[str]

    def without(self, value: Any) -> Any:
        """The text with the pseudonym for their id and without their phones; each part of a list
        or an object likewise. Anything else stays."""
        if isinstance(value, dict):
            return {name: self.without(part) for name, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.without(part) for part in value]
        return self._text(value) if isinstance(value, str) and value else value

    def without_in_facts(self, value: Any) -> Any:
        """As without(), of facts by their names only those in which people are written about."""
        if not isinstance(value, dict):
            return self.without(value)
        return {name: self.without(it) if name in WRITTEN else it for name, it in value.items()}

    def _text(self, text: str) -> str:
        if customer_key(text) == self.key:
            return self.pseudonym
        return self._ids.sub(self.pseudonym, self._phones.sub("", text))


def forgetting(
    key: str, pseudonym: str, spellings: Iterable[str], phones: Iterable[str]
) -> Forgetting:
    """What takes the customer of `key`, called and reached like this, out of texts."""
    ids = [re.escape(name) for name in spellings if len(name) >= SHORTEST_IN_TEXT]
    ids += [_pattern_of_key(key)] if len(key) >= SHORTEST_IN_TEXT else []
    numbers = [_pattern_of(phone) for phone in phones if len(_digits(phone)) >= SHORTEST_PHONE]
    return Forgetting(
        key,
        pseudonym,
        re.compile(rf"(?<!\w)(?:{'|'.join(sorted(ids))})(?!\w)", re.IGNORECASE)
        if ids
        else _NOTHING,
        re.compile(rf"(?<![\d+])(?:{'|'.join(sorted(numbers))})(?!\d)") if numbers else _NOTHING,
    )


def as_stored_phone(typed: str, region: str = HOME) -> str:
    """A phone as +62812...; its digits where it is none that anybody could call."""
    try:
        return phone_number(typed, region)
    except NotAPhone:
        return _digits(typed)


def _pattern_of_key(key: str) -> str:
    """ "budi01" is written "Budi 01", too."""
    return r"[^\w-]{0,3}".join(map(re.escape, _LETTERS_OR_DIGITS.findall(key)))


def _pattern_of(phone: str) -> str:
    """The number in each of its spellings; one with its country also as it is dialled there."""
    digits, code = _digits(phone), _country_code(phone)
    if not code:
        return r"\+?" + _BETWEEN_DIGITS.join(digits)
    national = _BETWEEN_DIGITS.join(digits.removeprefix(code))
    prefix = rf"(?:\+?{_BETWEEN_DIGITS.join(code)}|0){_BETWEEN_DIGITS}"
    return rf"(?:\(?{prefix})?{national}"


def _country_code(phone: str) -> str:
    """The digits of its country at the beginning of a number; "" if it does not say which."""
    if not phone.startswith("+"):
        return _HOME_CODE if _digits(phone).startswith(_HOME_CODE) else ""
    try:
        return str(phonenumbers.parse(phone).country_code)
    except NumberParseException:
        return ""


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())
