"""Leave on re-opened days whose hours nobody had room for: the admins decide what becomes of it."""

from typing import NamedTuple

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web import errors
from crm.web.forms.reasons import posted_reason
from crm.web.limits import WRITES, limited
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from crm.web.templatetags import formats
from leave.calendar.kept_hours import (
    NoRoomForHours,
    NothingKept,
    kept_hours,
    missing_of,
    take_hours,
)
from leave.models import LeaveRequest
from leave.rules.durations import hours
from leave.views.calendar.month import PAGE

LIST = "leave:kept_hours"


class KeptRow(NamedTuple):
    """Leave that costs nothing, and how many minutes its month lacks for it."""

    request: LeaveRequest
    missing: int


@require_safe
@admins(PAGE)
def kept(request: Request) -> HttpResponse:
    """The list, by date."""
    page = page_of(kept_hours(), request.GET.get("page", ""), by=("date", "id"), is_ascending=True)
    missing = missing_of(page.rows)
    rows = [KeptRow(each, missing[each.pk]) for each in page.rows]
    template = "leave/calendar/kept_hours.html"
    return render_page(request, template, {"page": page, "rows": rows}, part="kept")


@require_POST
@admins(PAGE)
@limited(WRITES)
def take(request: Request, pk: ObjectId) -> HttpResponse:
    """Let the leave cost its hours; beyond the quota with a reason alone."""
    try:
        taken = take_hours(pk, by=request.user, reason=posted_reason(request))
    except NothingKept:
        messages.error(request, _("Somebody else has settled this already."))
        return redirect(LIST)
    except NoRoomForHours as refusal:
        text = _("The month lacks %s hours: write a reason to take them all the same.")
        return errors.unprocessable(request, text % formats.decimal(hours(refusal.missing)))
    facts = {"staff": taken.staff_name, "date": formats.day(taken.date)}
    messages.success(request, _("The hours of %(staff)s on %(date)s are taken.") % facts)
    return redirect(LIST)
