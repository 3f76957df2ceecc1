"""When an uploaded row is about somebody who is there already, reserved or not to be contacted.

And what is done with it. Pure.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

# The first of these that is true is the row's outcome, so that the counts add up.
NEW, REJECTED = "new", "rejected"


class Scope(StrEnum):
    """Where the customer, or only the phone, occurs already, the nearest first; then what else is
    known of the customer."""

    IN_FILE = "in_file"
    IN_DATABASE = "in_database"
    IN_PRODUCT = "in_product"
    ANYWHERE = "anywhere"
    PHONE_IN_FILE = "phone_in_file"
    PHONE_IN_DATABASE = "phone_in_database"
    PHONE_IN_PRODUCT = "phone_in_product"
    PHONE_ANYWHERE = "phone_anywhere"
    DO_NOT_CONTACT = "do_not_contact"
    RESERVED = "reserved"


class Choice(StrEnum):
    """What is done with such a row."""

    SKIP = "skip"
    KEEP = "keep"
    MARK = "mark"


OUTCOMES = (NEW, *Scope, REJECTED)
# Beside the outcomes: what becomes of the rows. The last two are of those that are inserted.
INSERTED, SKIPPED, MARKED = "inserted", "skipped", "marked"
LOADED_RESERVED, LOADED_LISTED = "loaded_reserved", "loaded_do_not_contact"
# Of the rejected: those of customers who are forgotten, which are in no file of rejected rows.
FORGOTTEN = "forgotten"
# A row that is kept says so by itself: it starts as reserved, or is left out of draws.
ALWAYS_MARKED = (Scope.DO_NOT_CONTACT, Scope.RESERVED)
# Two members may share a phone: by it alone nobody is left out unless somebody says so.
DEFAULTS: dict[str, str] = {
    Scope.IN_FILE: Choice.SKIP,
    Scope.IN_DATABASE: Choice.SKIP,
    Scope.IN_PRODUCT: Choice.MARK,
    Scope.ANYWHERE: Choice.KEEP,
    Scope.PHONE_IN_FILE: Choice.MARK,
    Scope.PHONE_IN_DATABASE: Choice.MARK,
    Scope.PHONE_IN_PRODUCT: Choice.MARK,
    Scope.PHONE_ANYWHERE: Choice.KEEP,
    Scope.DO_NOT_CONTACT: Choice.MARK,
    Scope.RESERVED: Choice.MARK,
}
_EMPTY = 0


def skipped_for(scopes: Iterable[Scope], choices: Mapping[str, str]) -> Scope | None:
    """The first of all that is true of a row for which it is left out; None if it is kept."""
    return next((scope for scope in scopes if choices[scope] == Choice.SKIP), None)


def is_marked(scopes: Iterable[Scope], choices: Mapping[str, str]) -> bool:
    """Whether a row of which all this is true is marked as a duplicate if it is kept."""
    duplicates = (scope for scope in scopes if scope not in ALWAYS_MARKED)
    return any(choices[scope] == Choice.MARK for scope in duplicates)


def outcome_of(scopes: tuple[Scope, ...]) -> str:
    """The outcome of a row of which all this is true: the first; a row of none is new."""
    return str(scopes[0]) if scopes else NEW


def scopes_text(scopes: Iterable[Scope]) -> str:
    """All that is true of a row in words with a blank between them, as `scopes_in` reads it."""
    return " ".join(scopes)


def scopes_in(text: str) -> tuple[Scope, ...]:
    """All that is true of a row, the first of it its outcome."""
    return tuple(map(Scope, text.split()))


def has_outcome(name: str, scopes: tuple[Scope, ...], choices: Mapping[str, str]) -> bool:
    """Whether a row of which all this is true is counted under this name by `row_counts`."""
    return name in row_counts([scopes], choices)


def row_counts(rows: Iterable[tuple[Scope, ...]], choices: Mapping[str, str]) -> Counter[str]:
    """What becomes, or would become, of rows by all that is true of each.

    Each has one outcome; beside that each is inserted or skipped.
    """
    counts: Counter[str] = Counter()
    for scopes, alike in Counter(rows).items():
        counts[outcome_of(scopes)] += alike
        if skipped_for(scopes, choices):
            counts[SKIPPED] += alike
            continue
        counts[INSERTED] += alike
        counts[MARKED] += alike * is_marked(scopes, choices)
        counts[LOADED_RESERVED] += alike * (Scope.RESERVED in scopes)
        counts[LOADED_LISTED] += alike * (Scope.DO_NOT_CONTACT in scopes)
    return +counts


def rejected_counts(rejected: int, forgotten: int) -> Counter[str]:
    """How rows that are no members are counted, and those of forgotten customers."""
    return +Counter({REJECTED: rejected + forgotten, FORGOTTEN: forgotten})


class SeenTexts:
    """A set of texts in 8 bytes each, for millions of them: it says whether one was there before.

    Two texts are taken for one if their 64-bit hashes are equal: once in ten million uploads of a
    million rows.
    """

    def __init__(self, expected: int) -> None:
        self._resize(max(1024, 2 * expected))
        self.count = 0

    def add(self, text: str) -> bool:
        """Put it in; True if it was in already."""
        if self.count >= self.room:
            self._grow()
        return self._add(hash(text) & 0xFFFFFFFFFFFFFFFF or 1)

    def _add(self, number: int) -> bool:
        slots, mask = self.slots, self.mask
        place = number & mask
        while (there := slots[place]) != _EMPTY:
            if there == number:
                return True
            place = (place + 1) & mask
        slots[place] = number
        self.count += 1
        return False

    def _grow(self) -> None:
        old = self.slots
        self._resize(len(old) * 2)
        self.count = 0
        for number in old:
            if number != _EMPTY:
                self._add(number)

    def _resize(self, least: int) -> None:
        size = 1 << (least - 1).bit_length()
        self.slots, self.mask = array("Q", bytes(8 * size)), size - 1
        self.room = size * 2 // 3
