"""What is said where a card that somebody looks for is no member's (LI-7).

Whoever knows of cards that came to nothing, such as imports of their rejected rows, registers.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from loyalty.models import Programme


class AbsentCard(NamedTuple):
    """A sentence about the card, and where it is told at length."""

    text: str
    url: str = ""


# Given the programme and the digits: what is known of a card that is nobody's.
AbsenceSource = Callable[[Programme, str], Iterable[AbsentCard]]
_sources: list[AbsenceSource] = []


def register(source: AbsenceSource) -> None:
    """Say what `source` gives where a card is looked for that is nobody's."""
    _sources.append(source)


def known_of(programme: Programme, digits: str) -> list[AbsentCard]:
    """All that is known of a card that is nobody's."""
    return [answer for source in _sources for answer in source(programme, digits)]
