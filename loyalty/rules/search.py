"""What a member is found by, and what somebody typed to find one (LM-19). Pure.

A term is a sign and a text: a search finds whoever has a term that begins like what was typed.
"""

from collections.abc import Iterable

import phonenumbers

from loyalty.rules.identity import email_key, name_key

WORD, EMAIL, PHONE, CARD = "~", "@", "#", "="
SHORTEST = 3
_IN_NUMBERS = str.maketrans("", "", " -().+\u00a0")


def member_terms(
    *, name: str, surname: str, email: str, phone_key: str, cards: Iterable[str]
) -> list[str]:
    """The terms of a member, each once: names and their words, e-mail, phone, cards."""
    names = [name_key(text) for text in (name, surname, *name.split(), *surname.split())]
    terms = [WORD + key for key in names if key]
    terms += [EMAIL + key for key in [email_key(email)] if key]
    terms += [PHONE + phone_key.removeprefix("+")] if phone_key else []
    return list(dict.fromkeys(terms + [CARD + number for number in cards]))


def is_searchable(text: str) -> bool:
    """Whether enough was typed to look for anybody."""
    return len(name_key(text)) >= SHORTEST


def beginnings(text: str, region: str) -> list[list[str]]:
    """How terms begin of whoever is looked for: any of these, and of each all.

    Digits may begin a card or a phone, with or without the country's code of `region`.
    """
    digits = text.translate(_IN_NUMBERS)
    if digits.isdecimal() and digits.isascii():
        phones = _phone_beginnings(digits, region, is_international="+" in text)
        return [[CARD + digits], *([PHONE + phone] for phone in phones)]
    if "@" in text:
        return [[EMAIL + email_key(text)]]
    words = [WORD + key for word in text.split() if (key := name_key(word))]
    return [words, [EMAIL + email_key(text)]]


def _phone_beginnings(digits: str, region: str, *, is_international: bool) -> list[str]:
    if is_international:
        return [digits]
    code = str(phonenumbers.country_code_for_region(region))
    return [digits, code + digits.removeprefix("0")]
