"""By what a member is told apart and found: names, e-mail, phone, sex (LM-4, LM-5). Pure.

What was typed is kept as it is; what is compared is a key beside it.
"""

import unicodedata
from enum import StrEnum

import phonenumbers

from crm.regions import HOME
from members.rules.phones import NotAPhone, phone_number


class Sex(StrEnum):
    """What is known of a member's sex; nothing is taken for female or male that does not say so."""

    FEMALE = "F"
    MALE = "M"
    OTHER = "other"
    UNKNOWN = "unknown"


_SEX_OF_WORD = {
    **dict.fromkeys(("f", "female", "femmina", "perempuan", "p", "wanita"), Sex.FEMALE),
    **dict.fromkeys(("m", "male", "maschio", "laki-laki", "l", "pria"), Sex.MALE),
    **dict.fromkeys(("other", "altro", "lainnya", "x"), Sex.OTHER),
    **dict.fromkeys(("", "unknown", "u", "?", "-"), Sex.UNKNOWN),
}


def sex_of(text: str) -> tuple[Sex, bool]:
    """What a word says of somebody's sex, and whether it was understood; never a guess."""
    word = text.strip().casefold()
    return _SEX_OF_WORD.get(word, Sex.UNKNOWN), word in _SEX_OF_WORD


def name_key(name: str) -> str:
    """A name as it is compared: without accents, case, blanks and punctuation.

    "D'ESEMPIÒ" and " d'esempio" are one; a part of a name is another name.
    """
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    # To fold a letter may decompose it once more.
    return "".join(sign for sign in unicodedata.normalize("NFKD", decomposed) if sign.isalnum())


def email_key(email: str) -> str:
    """An e-mail as it is compared: trimmed, in small letters."""
    return email.strip().lower()


def phone_key(typed: str, region: str = HOME) -> str:
    """A phone as E.164, read in the programme's region; empty where it is no number (LM-4)."""
    try:
        return phone_number(typed, region)
    except NotAPhone:
        return ""


def is_region(region: str) -> bool:
    """Whether phone numbers can be read as those of this region, by its two letters."""
    return region in phonenumbers.SUPPORTED_REGIONS


def has_a_name(name: str, surname: str) -> bool:
    """Whether this names anybody: one of the two is enough, but it must have a letter or digit."""
    return bool(name_key(name) or name_key(surname))
