"""What is odd about a row of the registry, and how a damaged row is written (LI-9)."""

import json
from enum import StrEnum
from typing import Any


class Dirt(StrEnum):
    """What was planted in a row."""

    # A strict reader loses these rows.
    LONE_BACKSLASH = "lone backslash"
    WINDOWS_1252 = "windows-1252"
    ILLEGAL_ESCAPE = "illegal escape"
    CONTROL_CHARACTER = "control character"
    COMMA_BEFORE_BRACE = "comma before brace"
    NUL = "nul"
    # These are kept, with a remark or a flag.
    NO_PHONE = "unreadable phone"
    IMPOSSIBLE_BIRTH = "impossible birth date"
    CONSENT_WORD = "unknown consent word"
    WRONG_CHECK_DIGIT = "wrong check digit"
    EIGHT_DIGITS = "8 digits"
    TWELVE_DIGITS = "12 digits"
    CARD_AS_NUMBER = "card as number"
    # The card was given before in the file.
    SAME_AGAIN = "same row again"
    OTHERWISE_AGAIN = "differing row again"


# What a row of each is damaged by; all but NUL can be repaired.
STRUCTURAL = (
    Dirt.LONE_BACKSLASH,
    Dirt.WINDOWS_1252,
    Dirt.ILLEGAL_ESCAPE,
    Dirt.CONTROL_CHARACTER,
    Dirt.COMMA_BEFORE_BRACE,
    Dirt.NUL,
)
REMARKED = (Dirt.NO_PHONE, Dirt.IMPOSSIBLE_BIRTH, Dirt.CONSENT_WORD)
_LEGAL_ESCAPES = "bfnrtu/"


def written(values: dict[str, Any], dirt: set[Dirt]) -> bytes:
    """The row as it stands in the file."""
    text = json.dumps(values, ensure_ascii=False)
    street = values["indirizzo"]
    if Dirt.LONE_BACKSLASH in dirt:
        return _with_backslash(text, values["e_mail"]).encode()
    if Dirt.WINDOWS_1252 in dirt:
        return text.encode("cp1252")
    if Dirt.ILLEGAL_ESCAPE in dirt:
        place = next(place for place, sign in enumerate(street) if sign not in _LEGAL_ESCAPES)
        return text.replace(street, f"{street[:place]}\\{street[place:]}", 1).encode()
    if Dirt.CONTROL_CHARACTER in dirt:
        return text.replace(street, street.replace(" ", "\n", 1), 1).encode()
    if Dirt.NUL in dirt:
        return text.replace(street, f"{street}\0", 1).encode()
    if Dirt.COMMA_BEFORE_BRACE in dirt:
        return f"{text[:-1]},}}".encode()
    return text.encode()


def _with_backslash(text: str, email: str) -> str:
    """The row with a backslash before the mark that ends its e-mail."""
    return text.replace(f'"e_mail": "{email}"', f'"e_mail": "{email}\\"', 1)
