"""What an app says on a page of an app below it, at a place that the page names."""

from collections.abc import Callable
from typing import NamedTuple

from django.template import Context


class Words(NamedTuple):
    """The template that says something, and what it needs."""

    template: str
    facts: dict


# Given the page's context and what the place is about, which only the place and its notices know:
# what to say, or None.
Notice = Callable[..., Words | None]

_notices: dict[str, list[Notice]] = {}


def register(place: str, notice: Notice) -> None:
    """Let `notice` speak wherever a template has {% notices place ... %}."""
    _notices.setdefault(place, []).append(notice)


def words_at(place: str, context: Context, subject: object) -> list[Words]:
    """What all apps have to say at `place` about `subject`."""
    spoken = (notice(context, subject) for notice in _notices.get(place, []))
    return [words for words in spoken if words is not None]
