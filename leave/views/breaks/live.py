"""Taking a break, and who is on one just now (IZ-1 to IZ-3)."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import signed_in
from crm.staff.accounts.display_names import labels
from crm.staff.models import User
from crm.staff.requests import Request
from crm.staff.rules.roles import STAFF
from crm.web import errors
from crm.web.cached_reverse import ANY_ID
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from leave.attendance.hours import hours_reader
from leave.breaks import verbs
from leave.breaks.policies import PAGE, allowance_reader
from leave.breaks.reads import breaks_of, open_break_of, totals_of
from leave.models import Break
from leave.rules.breaks import BreakTotal, minutes_of, total, whole_seconds
from leave.rules.shifts import Shift, clock_of, shift_of

OWN, MONITOR = "leave/breaks/own.html", "leave/breaks/monitor.html"


class PersonBreaks(NamedTuple):
    """The breaks of one person in the present shift."""

    staff_id: ObjectId
    name: str
    counted: BreakTotal
    on_break: Break | None
    # Of the open one.
    elapsed: int
    # The breaks behind the sum.
    url: str


@require_safe
@signed_in(PAGE)
def breaks(request: Request) -> HttpResponse:
    """Staff see and take their own breaks; admins see who is on one, and who has had how many."""
    if request.user.is_admin:
        return render_page(request, MONITOR, _monitor(), part="monitor")
    return _own_page(request)


@require_POST
@signed_in(PAGE)
@limited(WRITES)
def start(request: Request) -> HttpResponse:
    """Begin a break now."""
    if request.user.is_admin:
        return errors.conflict(request, _("Breaks are taken by staff."))
    try:
        begun = verbs.start(request.user)
    except verbs.AlreadyOnBreak:
        return _refused(request, _("You are on a break already."))
    except verbs.OutsideShift as outside:
        return _refused(request, _outside(outside.shift))
    except verbs.NotCheckedIn:
        return _refused(request, _("Check in first."))
    messages.success(request, _("Your break has begun at %s.") % clock_of(begun.started_at))
    return redirect("leave:breaks")


@require_POST
@signed_in(PAGE)
@limited(WRITES)
def stop(request: Request) -> HttpResponse:
    """End the break that goes on."""
    try:
        stopped = verbs.stop(request.user)
    except verbs.NotOnBreak:
        return _refused(request, _("You are on no break: it has ended already."))
    if stopped.waits:
        text = _("Your shift was over before the break: an admin confirms when it ended.")
        messages.warning(request, text)
    else:
        minutes = f"{minutes_of(stopped.seconds).normalize():f}"
        messages.success(request, _("Your break has ended. Minutes: %s.") % minutes)
    return redirect("leave:breaks")


def _refused(request: Request, text: str) -> HttpResponse:
    """The page as it is now, with what was not done and why."""
    return _own_page(request, status=409, refusal=text)


def _outside(shift: Shift) -> str:
    words = {"start": clock_of(shift.starts_at), "end": clock_of(shift.ends_at)}
    return _("Breaks are taken during the shift, from %(start)s to %(end)s.") % words


def _own_page(request: Request, status: int = 200, **outcome: Any) -> HttpResponse:
    now, hours_of, allowance_of = timezone.now(), hours_reader(), allowance_reader()
    shift, going_on = shift_of(now, hours_of), open_break_of(request.user.pk)
    day = going_on.shift_date if going_on else shift.date
    taken = breaks_of(request.user.pk, day)
    totals = totals_of(taken, allowance_of, now, hours_of)
    context = outcome | {
        "shift": shift,
        "day": day,
        "is_in_shift": shift.covers(now),
        "going_on": going_on,
        "elapsed": whole_seconds(going_on.started_at, now) if going_on else 0,
        "counted": totals.get((request.user.pk, day)) or total([], allowance_of(day)),
        "taken": taken,
    }
    return render_page(request, OWN, context, part="breaks", status=status)


def _monitor() -> dict[str, Any]:
    """Everybody's breaks of the present shift, those who are on one first, the longest first."""
    now, hours_of, allowance_of = timezone.now(), hours_reader(), allowance_reader()
    shift = shift_of(now, hours_of)
    rows = list(Break.objects.filter(shift_date=shift.date))
    totals = totals_of(rows, allowance_of, now, hours_of)
    opened = {row.staff_id: row for row in rows if row.is_open}
    active = User.objects.active().filter(role=STAFF).values_list("pk", "name", "username")
    nothing, records = total([], allowance_of(shift.date)), _records(shift)
    people = [
        PersonBreaks(
            staff_id=pk,
            name=name,
            counted=totals.get((pk, shift.date), nothing),
            on_break=opened.get(pk),
            elapsed=whole_seconds(opened[pk].started_at, now) if pk in opened else 0,
            url=records.replace(ANY_ID, str(pk)),
        )
        for pk, name in labels(active).items()
    ]
    people.sort(
        key=lambda each: (each.on_break is None, -each.counted.seconds, each.name.casefold())
    )
    return {"people": people, "shift": shift, "now": now, "on_break": len(opened)}


def _records(shift: Shift) -> str:
    """The breaks of the person ANY_ID in the shift."""
    query = urlencode({"staff": ANY_ID, "first": shift.date, "last": shift.date})
    return f"{reverse('leave:break_history')}?{query}"
