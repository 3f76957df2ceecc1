"""Rows by what a person types: the beginning of an id, words of a name, the end of a phone."""

from typing import Any

from members.rules.keys import customer_key
from members.rules.terms import phone_term, word_term, words_of

LONGEST_SEARCH = 120
# Fewer digits are the end of too many phones.
FEWEST_DIGITS = 3
# Behind every text that begins with the same signs.
_LAST = "\U0010ffff"


def match_of_text(text: str) -> dict[str, Any]:
    """Stored rows that a search finds. Never by another cell: masked ones could be guessed."""
    key, words = customer_key(text), words_of(text)
    either: list[dict[str, Any]] = [{"customer_key": _begins(key)}] if key else []
    if words:
        either.append({"$and": [{"terms": _has(word_term(word))} for word in words]})
    digits = "".join(sign for sign in text if sign.isdecimal())
    if len(digits) >= FEWEST_DIGITS:
        either.append({"terms": _has(phone_term(digits))})
    return {"$or": either} if either else {"_id": None}


def _begins(text: str) -> dict[str, str]:
    return {"$gte": text, "$lt": text + _LAST}


def _has(term: str) -> dict[str, Any]:
    return {"$elemMatch": _begins(term)}
