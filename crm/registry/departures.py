"""What somebody who leaves has in hand, and the page on which an admin hands it over."""

from collections.abc import Callable
from typing import NamedTuple

from bson import ObjectId
from django.utils.functional import Promise


class Belonging(NamedTuple):
    """Something that must not wait for a person who is gone."""

    label: str | Promise
    # How many of it the person with this id has.
    count: Callable[[ObjectId], int]
    # The page that takes the person's id, by the name of its URL.
    view: str


_belongings: list[Belonging] = []


def register(belonging: Belonging) -> None:
    """Offer to hand it over when somebody is deactivated."""
    _belongings.append(belonging)


def in_hand_of(person: ObjectId) -> list[tuple[Belonging, int]]:
    """What a person has in hand, and how much of each."""
    counts = ((belonging, belonging.count(person)) for belonging in _belongings)
    return [(belonging, number) for belonging, number in counts if number]
