"""How much waits for a person: the numbers beside the menu and on the bell (NO-3, NO-4)."""

from collections.abc import Callable
from typing import NamedTuple

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from crm.notifications import inbox
from crm.staff.access import signed_in
from members import reservations
from omset import approval

# A badge says "99+" above 99, so the database need not count further.
LIMIT = 100


class Queue(NamedTuple):
    """Something that admins work off."""

    page: str
    view: str
    label: str
    count: Callable
    # Leaves of the page what waits.
    query: str = ""

    @property
    def url(self) -> str:
        """Exactly what is counted."""
        return reverse(self.view) + self.query


QUEUES = (
    Queue(
        "pending",
        "omset:pending",
        _("Deposits to approve"),
        lambda user: approval.pending_count(user, LIMIT),
    ),
    Queue(
        "reserved",
        "members:reserved",
        _("Reservations to approve"),
        lambda user: reservations.pending_count(LIMIT),
        "?status=pending",
    ),
)


@require_safe
@signed_in()
def badges(request):
    """The counts as elements that find their own places in the page; no work, so no touch."""
    context = {"counts": counts(request.user), "unread": unread(request.user)}
    return render(request, "badges.html", context)


def queues(user) -> tuple[Queue, ...]:
    """What this person works off: nothing for staff, no page an admin is blocked from (RO-5)."""
    return tuple(queue for queue in QUEUES if user.is_admin and user.can_see(queue.page))


def counts(user) -> dict[str, int]:
    """How much waits on each page of the person's queues, up to LIMIT; one command each."""
    return {queue.page: queue.count(user) for queue in queues(user)}


def unread(user) -> int:
    """The person's unread notifications, up to LIMIT."""
    return inbox.unread_count(user, LIMIT)
