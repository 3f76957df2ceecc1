"""What the palette searches: each app its own things. It links to people and products, too."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db.models import Model
from django.utils.functional import Promise


class Hit(NamedTuple):
    """A link, or with `form` a button that sends `name` = `value` by the form of that id."""

    label: str | Promise
    icon: str
    url: str = ""
    note: str | Promise = ""
    form: str = ""
    name: str = ""
    value: str = ""


# What people and products are is known above this floor, so the arguments stand in words alone.
# Given the signed-in user and the text: the hits that this user may see.
Searcher = Callable[..., Iterable[Hit]]
# Given the signed-in user and a person or product: where to go with it, or None.
Link = Callable[..., Hit | None]


class SearchGroup(NamedTuple):
    """The hits of one searcher under one heading."""

    id: str
    label: str | Promise
    search: Searcher
    # Of customers: what is looked for is sent, and never stands in an address.
    is_of_customers: bool = False


_groups: list[tuple[int, SearchGroup]] = []
_links: dict[type[Model], list[tuple[int, Link]]] = {}


def register(place: int, group: SearchGroup) -> None:
    """Let the palette show what `group.search` yields; the smaller `place` stands first."""
    _groups.append((place, group))
    _groups.sort(key=lambda pair: pair[0])


def register_link(model: type[Model], place: int, link: Link) -> None:
    """Offer a way from every found person or product (`model`) to something of the app."""
    _links.setdefault(model, []).append((place, link))
    _links[model].sort(key=lambda pair: pair[0])


def search_groups() -> list[SearchGroup]:
    """All groups in their order."""
    return [group for _place, group in _groups]


def links(user: Model, subject: Model) -> list[Hit]:
    """Where `user` may go with `subject`, a person or a product."""
    offers = (link(user, subject) for _place, link in _links.get(type(subject), []))
    return [hit for hit in offers if hit is not None]
