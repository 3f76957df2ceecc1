"""What waits for people: the badges of the menu (NO-3, NO-4)."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from crm.mongo.unions import UnionPart


class Queue(NamedTuple):
    """Something that admins work off."""

    page: str
    view: str
    # Where one of it is decided: whoever may not open that works nothing off here.
    decided_at: str
    label: str | Promise
    # What waits: whoever works it off sees all of it.
    waiting: Callable[[], QuerySet]
    # Leaves of the page what waits.
    query: str = ""
    # Of several that one page lists, each but the first has a name of its own.
    name: str = ""

    @property
    def key(self) -> str:
        """What its number goes by."""
        return self.name or self.page

    @property
    def url(self) -> str:
        """Exactly what is counted."""
        return reverse(self.view) + self.query


class PersonalCount(NamedTuple):
    """What is new for one person since they last looked (NO-4)."""

    # The badge of its entry in the menu.
    badge: str
    # The one role that it is for.
    only: str
    # Given the person: counts it as one row with `count`, none for nothing.
    part: Callable[[Any], UnionPart]


QUEUES: list[Queue] = []
PERSONAL: list[PersonalCount] = []
_places: dict[str, int] = {}


def register(place: int, queue: Queue) -> None:
    """Count what waits in `queue` beside its page in the menu and on the home page."""
    _places[queue.page] = place
    QUEUES.append(queue)
    QUEUES.sort(key=lambda each: _places[each.page])


def register_personal(count: PersonalCount) -> None:
    """Count what is new for each person beside an entry of the menu."""
    PERSONAL.append(count)
