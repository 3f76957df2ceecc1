"""How much waits for a person: the numbers beside the menu and on the bell (NO-3, NO-4)."""

from functools import cache

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm.mongo.unions import UnionPart, count_part, read_union
from crm.notifications.models import Notification
from crm.registry.queues import PERSONAL, QUEUES, Queue
from crm.staff.access import is_open, signed_in
from crm.staff.models import User
from crm.staff.requests import Request

# A badge says "99+" above 99, so the database need not count further.
LIMIT = 100
# No page has this name.
UNREAD = "unread"


@require_safe
@signed_in()
def badges(request: Request) -> HttpResponse:
    """The counts as elements that find their own places in the page; no work, so no touch."""
    counts = waiting_counts(request.user)
    # A page's further queues stand on the home page alone: its entry in the menu has one badge.
    further = {queue.key for queue in QUEUES if queue.name}
    beside_the_menu = {key: count for key, count in counts.items() if key not in further | {UNREAD}}
    return render(request, "badges.html", {"unread": counts[UNREAD], "counts": beside_the_menu})


def queues(user: User) -> tuple[Queue, ...]:
    """What this person works off: nothing for staff, no page an admin is blocked from (RO-5)."""
    return tuple(queue for queue in QUEUES if is_open(user, queue.decided_at))


def waiting_counts(user: User) -> dict[str, int]:
    """How much waits on each page of the person's queues, and UNREAD, up to LIMIT; one command."""
    return counts_of(read_union(queries(user)))


def queries(user: User) -> dict[str, UnionPart]:
    """What waiting_counts() reads, by the same names, to be read together with something else."""
    unread = count_part(Notification.objects.of(user).unread(), LIMIT)
    personal = {each.badge: each.part(user) for each in PERSONAL if each.only == user.role}
    return {queue.key: _query(queue) for queue in queues(user)} | personal | {UNREAD: unread}


def counts_of(rows_by_name: dict[str, list[dict]]) -> dict[str, int]:
    """The counts by the rows of queries()."""
    return {name: rows[0]["count"] if rows else 0 for name, rows in rows_by_name.items()}


@cache
def _query(queue: Queue) -> UnionPart:
    """The same for everybody and at any time, so it is not composed for each page."""
    return count_part(queue.waiting(), LIMIT)
