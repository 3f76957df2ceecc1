"""What /status says: a section an app, for people and as JSON for scripts (SE-4)."""

from collections.abc import Callable
from typing import NamedTuple


class Section(NamedTuple):
    """`read` gives plain facts, stored under `name` in the JSON and shown by `template`."""

    name: str
    template: str
    read: Callable[[], object]


_sections: list[tuple[int, Section]] = []


def register(place: int, section: Section) -> None:
    """Say it on /status; of two, the smaller `place` stands first."""
    _sections.append((place, section))
    _sections.sort(key=lambda pair: pair[0])


def sections() -> list[Section]:
    """All sections in their order."""
    return [section for _place, section in _sections]
