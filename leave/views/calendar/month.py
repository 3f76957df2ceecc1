"""The calendar: who is away when, as a grid and as a list, on paper and as a table (LV-6)."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.calendar import add_months
from crm.staff.access import signed_in
from crm.staff.requests import Request
from crm.web.files.downloads import few_downloads_at_once
from crm.web.files.exports import TypedText, csv_file
from crm.web.lists.months import MonthChoice, months
from crm.web.partials import render_page
from leave.calendar.forms import CalendarFilter
from leave.calendar.month import Absence, MonthCalendar, month_calendar, month_facts
from leave.models import LeaveType
from leave.rules.durations import hours
from leave.rules.shifts import clock

PAGE = "leave_calendar"
TEMPLATE = "leave/calendar/month.html"
LIST = "list"
MONTHS_BACK, MONTHS_AHEAD = -36, 18
HEADINGS = ["date", "staff", "type", "from", "to", "hours", "closed"]


@require_safe
@signed_in(PAGE)
def calendar(request: Request) -> HttpResponse:
    """A month; `?view=list` is one row for each person and day."""
    chosen, is_list = _months(request), request.GET.get("view") == LIST
    facts = month_facts(chosen.chosen)
    form = CalendarFilter(request.GET, facts.teams)
    context = {
        "months": chosen,
        "filter": form,
        "calendar": month_calendar(request.user, facts, form.chosen()),
        "is_list": is_list,
        "is_grid": not is_list,
        "weekdays": _weekdays(),
    }
    return render_page(request, TEMPLATE, context, part="calendar")


@require_safe
@signed_in(PAGE)
@few_downloads_at_once
def export(request: Request) -> HttpResponseBase:
    """The list on the screen as a table."""
    facts = month_facts(_months(request).chosen)
    team = CalendarFilter(request.GET, facts.teams).chosen()
    calendar = month_calendar(request.user, facts, team)
    return csv_file(f"leave-{facts.month:%Y-%m}", HEADINGS, _rows(calendar))


def _months(request: Request) -> MonthChoice:
    """The month in the address, else this one."""
    today = timezone.localdate()
    first, last = add_months(today, MONTHS_BACK), add_months(today, MONTHS_AHEAD)
    text = request.GET.get("month", "")
    return months(text or f"{today:%Y-%m}", first=first, last=last)


def _rows(calendar: MonthCalendar) -> Iterator[list]:
    for day in calendar.days:
        closed = day.closed.name if day.closed else ""
        for absence in day.away:
            yield [absence.date, TypedText(absence.staff_name), *_facts(absence), closed]
        if not day.away:
            yield [day.date, "", "", "", "", "", closed]


def _facts(absence: Absence) -> list:
    """Type, times and hours; of a colleague nothing but that they are away."""
    request = absence.request
    if request is None:
        return [_("Away"), "", "", ""]
    times = ["" if each is None else clock(each) for each in (request.starts, request.ends)]
    return [LeaveType(request.type).label, *times, hours(absence.charged)]


def _weekdays() -> list[date]:
    """A Monday and the days after it, to name the columns by."""
    return [date(2024, 1, day) for day in range(1, 8)]
