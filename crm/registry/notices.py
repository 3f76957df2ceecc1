"""What an app says on a page of an app below it, at a place that the page names."""

from collections.abc import Callable
from typing import NamedTuple

from django.template import Context


class Notice(NamedTuple):
    """The template that says something, and what it needs."""

    template: str
    facts: dict


# Given the page's context and what the place is about, which only the place and its notices know:
# what to say, or None.
NoticeSource = Callable[..., Notice | None]

_sources: dict[str, list[NoticeSource]] = {}


def register(place: str, source: NoticeSource) -> None:
    """Show what `source` gives wherever a template has {% notices place ... %}."""
    _sources.setdefault(place, []).append(source)


def notices_at(place: str, context: Context, subject: object) -> list[Notice]:
    """What all apps have to say at `place` about `subject`."""
    notices = (source(context, subject) for source in _sources.get(place, []))
    return [notice for notice in notices if notice is not None]
