"""What waits for people: the badges of the menu (NO-3, NO-4)."""

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise


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

    @property
    def url(self) -> str:
        """Exactly what is counted."""
        return reverse(self.view) + self.query


QUEUES: list[Queue] = []
_places: dict[str, int] = {}


def register(place: int, queue: Queue) -> None:
    """Count what waits in `queue` beside its page in the menu and on the home page."""
    _places[queue.page] = place
    QUEUES.append(queue)
    QUEUES.sort(key=lambda each: _places[each.page])
