"""What a row of a members' database is found by. Pure.

One list of terms a row, so that one index answers four questions: which rows hold a customer
(RS-8: any cell), which name a phone, whose name has a word, and whose phone ends so.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from members.rules.keys import customer_keys
from members.rules.phones import phones_in

# What begins a term says of what it is.
ID, WORD, PHONE = "=", "~", "#"
SHORTEST_ID = 4
# A shorter number is an age, an amount or a postcode before it is a customer.
SHORTEST_NUMBER = 6
LONGEST_ID = 120
_WORDS = re.compile(r"\w+")


def id_term(key: str) -> str:
    """The term of a customer's key."""
    return ID + key


def customer_keys_in(terms: Iterable[str]) -> list[str]:
    """The keys of whoever a row may be, in their order."""
    return [term.removeprefix(ID) for term in terms if term.startswith(ID)]


def phone_term(phone: str) -> str:
    """The term of a phone, its digits from the last to the first: its end is a beginning."""
    if phone[1:].isdecimal() and phone[0] == "+":
        # As nearly all are stored.
        return PHONE + phone[:0:-1]
    return PHONE + "".join(sign for sign in reversed(phone) if sign.isdecimal())


def phones_in_terms(terms: Iterable[str]) -> list[str]:
    """The phones, as +62812..., of a row's terms."""
    return ["+" + term[:0:-1] for term in terms if term.startswith(PHONE)]


def word_term(word: str) -> str:
    """The term of a word of a name, or of its beginning."""
    return WORD + word.casefold()


def words_of(name: str) -> list[str]:
    """The words by which a name is looked for."""
    return _WORDS.findall(name)


def is_id_like(key: str) -> bool:
    """Whether a cell's key may be a customer: 4 signs at least, a pure number 6 (RS-12)."""
    return SHORTEST_ID <= len(key) <= LONGEST_ID and (
        len(key) >= SHORTEST_NUMBER or not key.isdecimal()
    )


def terms_of(
    cells: Sequence[str],
    *,
    customer_key_of_row: str,
    name: str,
    phone: str,
    keys_of: Callable[[Sequence[str]], Iterable[str]] = customer_keys,
) -> list[str]:
    """The terms of a row, each once: its customer, its id-like cells, words of its name, phones.

    The customer, if there is one, is the first, the row's own phone the last; those in other cells
    stand before it. The customer is a term whatever its length: its column says what it is.
    """
    terms = [ID + customer_key_of_row] if customer_key_of_row else []
    terms += [ID + key for key in keys_of(cells) if is_id_like(key)]
    terms += [WORD + word for word in words_of(name.casefold())]
    numbers = (number for cell in cells if cell for number in phones_in(cell))
    terms += [phone_term(number) for number in numbers if number != phone]
    if phone:
        terms.append(phone_term(phone))
    return list(dict.fromkeys(terms))
