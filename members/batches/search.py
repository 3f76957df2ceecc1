"""Rows by what a person types: the beginning of an id, words of a name, the end of a phone."""

from typing import Any

from members.rules.keys import customer_key
from members.rules.terms import phone_term, word_term, words_of

LONGEST_SEARCH = 120
# Fewer digits are the end of too many phones.
FEWEST_DIGITS = 3
# Behind every text that begins with the same signs.
_LAST = "\U0010ffff"
# As members/batches/rows.py says of one row.
_NOT_TAKEN = {"$expr": {"$in": ["$reserved_for_id", [None, "$staff_id"]]}}


def match_of_text(text: str) -> dict[str, Any]:
    """Stored rows that a search of whoever has them finds.

    Never by another cell, nor by the phone of a customer who is a colleague's: masked ones could
    be guessed (DB-10, RO-7).
    """
    key, words = customer_key(text), words_of(text)
    either: list[dict[str, Any]] = [{"customer_key": _begins(key)}] if key else []
    if words:
        either.append({"$and": [{"terms": _has(word_term(word))} for word in words]})
    digits = "".join(sign for sign in text if sign.isdecimal())
    if len(digits) >= FEWEST_DIGITS:
        either.append({"terms": _has(phone_term(digits)), **_NOT_TAKEN})
    return {"$or": either} if either else {"_id": None}


def _begins(text: str) -> dict[str, str]:
    return {"$gte": text, "$lt": text + _LAST}


def _has(term: str) -> dict[str, Any]:
    return {"$elemMatch": _begins(term)}
