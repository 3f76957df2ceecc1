"""What the page of a customer says, how it is found, and how a customer is forgotten.

A customer is their key (G-5): each app brings what it knows of a key, and takes it away.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise


@dataclass(frozen=True)
class CustomerFacts:
    """What one section has to say to one person: what its template needs, and what it saw."""

    facts: dict
    # The customer as typed, and their phones, as this person may see them.
    spellings: Iterable[str] = ()
    phones: Iterable[str] = ()
    # Whether it is reason enough to open the page: something of the person's own.
    is_own: bool = True


class CustomerSection(NamedTuple):
    """A part of the page. `name` is its id and stands in the address when it is paged."""

    name: str
    label: str | Promise
    template: str
    # Given the signed-in user, the key and the cursor of the section's page, "" for the first:
    # what they may see, or None.
    read: Callable[..., CustomerFacts | None]


# Given the signed-in user and the id of a thing that names a customer: their key, or None if there
# is no such thing for this person.
KeyOfThing = Callable[..., str | None]


class KnownNames(NamedTuple):
    """What an app calls a customer: as typed, and phones in any notation."""

    spellings: Iterable[str] = ()
    phones: Iterable[str] = ()


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """A customer who is to be forgotten, and what stands in their place from now on."""

    key: str
    # It is a key, too: the customer stays one customer, whom nobody knows.
    pseudonym: str
    spellings: frozenset[str]
    # As +62812...
    phones: frozenset[str]
    # A stored text, list or object with the pseudonym for the customer and without the phones.
    without: Callable[[Any], Any]
    # Of facts by their names: changes only those in which customers are written about.
    without_in_facts: Callable[[Any], Any]


class Eraser(NamedTuple):
    """`gather` reads the names that an app has for a key; `erase` writes, and says how many of
    what. It may run again, after a half run as well, and then writes what is left. `keys` are for
    finding somebody of whom nothing is known but a hash."""

    gather: Callable[[str], KnownNames]
    erase: Callable[[Erasure], dict[str, int]]
    # Every key that the app has a name for; some may come twice.
    keys: Callable[[], Iterable[str]] = tuple


_sections: list[tuple[int, CustomerSection]] = []
_sources: dict[str, KeyOfThing] = {}
_erasers: list[tuple[int, Eraser]] = []


def register_section(place: int, section: CustomerSection) -> None:
    """Say it on every customer's page; of two, the smaller `place` stands first."""
    _sections.append((place, section))
    _sections.sort(key=lambda pair: pair[0])


def register_source(name: str, key_of: KeyOfThing) -> None:
    """Let a page link to the customer of a thing, by the thing's id and what kind it is."""
    _sources[name] = key_of


def register_eraser(place: int, eraser: Eraser) -> None:
    """Forget a customer here as well; of two, the smaller `place` writes first."""
    _erasers.append((place, eraser))
    _erasers.sort(key=lambda pair: pair[0])


def sections() -> Iterator[CustomerSection]:
    """All sections in their order."""
    return (section for _place, section in _sections)


def source(name: str) -> KeyOfThing | None:
    """Whose customer is found by the ids of that kind of thing."""
    return _sources.get(name)


def erasers() -> Iterator[Eraser]:
    """All erasers in their order."""
    return (eraser for _place, eraser in _erasers)
