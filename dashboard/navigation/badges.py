"""How much waits for a person: the numbers beside the menu and on the bell (NO-3, NO-4)."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bonuses.models import CheckStatus, CustomerCheck
from crm.mongo.unions import Reading, of_count, read_together
from crm.notifications.models import Notification
from crm.staff.access import is_open, signed_in
from members.models import Reservation
from omset.models import OmsetRecord

# A badge says "99+" above 99, so the database need not count further.
LIMIT = 100
# No page has this name.
UNREAD = "unread"


class Queue(NamedTuple):
    """Something that admins work off."""

    page: str
    view: str
    # Where one of it is decided: whoever may not open that works nothing off here.
    decided_at: str
    label: str
    # What waits, as a queryset: whoever works it off sees all of it.
    rows: Callable
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
        "omset:approve",
        _("Deposits to approve"),
        lambda: OmsetRecord.objects.pending(),
    ),
    Queue(
        "reserved",
        "members:reserved",
        "members:approve",
        _("Reservations to approve"),
        lambda: Reservation.objects.pending(),
        "?status=pending",
    ),
    Queue(
        "checks",
        "bonuses:checks",
        "bonuses:check_approve",
        _("Bonus checks to decide"),
        lambda: CustomerCheck.objects.filter(status=CheckStatus.SUBMITTED),
        "?month=all&status=submitted",
    ),
)


@require_safe
@signed_in()
def badges(request):
    """The counts as elements that find their own places in the page; no work, so no touch."""
    counts = counted(request.user)
    return render(request, "badges.html", {"unread": counts.pop(UNREAD), "counts": counts})


def queues(user) -> tuple[Queue, ...]:
    """What this person works off: nothing for staff, no page an admin is blocked from (RO-5)."""
    return tuple(queue for queue in QUEUES if is_open(user, queue.decided_at))


def counted(user) -> dict[str, int]:
    """How much waits on each page of the person's queues, and UNREAD, up to LIMIT; one command."""
    return counts_of(read_together(readings(user)))


def readings(user) -> dict[str, Reading]:
    """What counted() reads, by the same names, to be read together with something else."""
    unread = of_count(Notification.objects.of(user).unread(), LIMIT)
    return {queue.page: _reading(queue) for queue in queues(user)} | {UNREAD: unread}


def counts_of(found: dict[str, list[dict]]) -> dict[str, int]:
    """The counts that were found by readings()."""
    return {name: rows[0]["count"] if rows else 0 for name, rows in found.items()}


@cache
def _reading(queue: Queue) -> Reading:
    """The same for everybody and at any time, so it is not composed for each page."""
    return of_count(queue.rows(), LIMIT)
