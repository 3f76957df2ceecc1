"""What is done every night, once however many hosts would do it."""

from collections.abc import Callable
from typing import NamedTuple


class NightlyStep(NamedTuple):
    """What one part of the night did: for a script, in a line, and whether all is well."""

    name: str
    facts: dict
    line: str
    well: bool = True


PARTS: dict[str, Callable[[], NightlyStep]] = {}
_places: dict[str, int] = {}


def register(place: int, name: str, part: Callable[[], NightlyStep]) -> None:
    """Do `part` every night; of two, the smaller `place` is done first."""
    _places[name] = place
    PARTS[name] = part
    ordered = sorted(PARTS.items(), key=lambda item: _places[item[0]])
    PARTS.clear()
    PARTS.update(ordered)
