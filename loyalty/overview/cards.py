"""Figures of a programme at a glance: who has some registers them, and each opens its records."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils.functional import Promise

from crm.staff.access import is_open_at
from crm.staff.models import User
from loyalty.models import Programme
from loyalty.rules.figures import Figure


class OverviewCard(NamedTuple):
    """A figure, and the address of what it counts."""

    label: str | Promise
    figure: Figure
    url: str
    # As of when, or of what.
    note: str | Promise = ""
    # In the programme's currency; otherwise it counts.
    is_money: bool = False
    # Stands in place of the figure, where that is no number: a date, or the name of a file.
    text: str = ""


CardSource = Callable[[Programme], Iterable[OverviewCard]]
_sources: list[tuple[int, CardSource]] = []


def register(place: int, source: CardSource) -> None:
    """Show what `source` gives on the overview; the smaller `place` stands first."""
    _sources.append((place, source))
    _sources.sort(key=lambda pair: pair[0])


def cards_of(programme: Programme, user: User) -> list[OverviewCard]:
    """All cards of a programme in their order; a page that is closed to the person opens not."""
    cards = (card for _place, source in _sources for card in source(programme))
    return [card if is_open_at(user, card.url) else card._replace(url="") for card in cards]
