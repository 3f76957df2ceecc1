"""How much waits for a person: the numbers beside the menu and on the bell (NO-3, NO-4)."""

from collections.abc import Callable
from typing import NamedTuple

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bonuses.models import CheckStatus, CustomerCheck
from crm.mongo.together import counted_together
from crm.notifications.models import Notification
from crm.staff.access import signed_in
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
    label: str
    # What waits for this user, as a queryset.
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
        _("Deposits to approve"),
        lambda user: OmsetRecord.objects.pending().visible_to(user),
    ),
    Queue(
        "reserved",
        "members:reserved",
        _("Reservations to approve"),
        lambda user: Reservation.objects.pending(),
        "?status=pending",
    ),
    Queue(
        "checks",
        "bonuses:checks",
        _("Bonus checks to decide"),
        lambda user: CustomerCheck.objects.filter(status=CheckStatus.SUBMITTED),
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
    return tuple(queue for queue in QUEUES if user.is_admin and user.can_see(queue.page))


def counted(user) -> dict[str, int]:
    """How much waits on each page of the person's queues, and UNREAD, up to LIMIT; one command."""
    rows = {queue.page: queue.rows(user) for queue in queues(user)}
    unread = Notification.objects.of(user).unread()
    return counted_together(rows | {UNREAD: unread}, LIMIT)
