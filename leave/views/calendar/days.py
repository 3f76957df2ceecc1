"""The days of a year that are not like the others: copied and confirmed, or the floor's own."""

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from crm.web.templatetags import formats
from leave.calendar import deciding
from leave.calendar.consequences import ChangedHours
from leave.calendar.copying import copy_year, differences_of
from leave.calendar.deciding import DayInCalendar, StaleDay
from leave.calendar.forms import NewDayForm, StoredDayForm
from leave.models import CalendarDay
from leave.rules.days import FIRST_YEAR, LAST_YEAR
from leave.views.calendar.month import PAGE

TEMPLATE = "leave/calendar/days.html"
NEW = "leave/calendar/new_day.html"


@require_safe
@admins(PAGE)
def days(request: Request) -> HttpResponse:
    """All days of a year that the calendar has, and how the package of holidays differs."""
    year = _year(request)
    return _page(request, year, [StoredDayForm(day) for day in _days(year)])


@require_POST
@admins(PAGE)
@limited(WRITES)
def copy(request: Request) -> HttpResponse:
    """Copy the holidays of a year that are not there yet."""
    year = _year(request)
    copied = copy_year(year, by=request.user)
    text = ngettext("%(n)s day is copied.", "%(n)s days are copied.", copied)
    messages.success(request, text % {"n": formats.decimal(copied)})
    return redirect(_address(year))


@require_POST
@admins(PAGE)
@limited(WRITES)
def decide(request: Request) -> HttpResponse:
    """Decide about the rows that were ticked or changed; each in a transaction of its own."""
    year = _year(request)
    stored = {str(day.pk): day for day in _days(year)}
    posted = [day for pk, day in stored.items() if f"{pk}-version" in request.POST]
    forms = [StoredDayForm(day, request.POST) for day in posted]
    if [form for form in forms if not form.is_valid()]:
        return _page(request, year, forms, status=422)
    _decide([form for form in forms if form.is_decided], request)
    return redirect(_address(year))


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def new(request: Request) -> HttpResponse:
    """Close a day, or a part of one."""
    form = NewDayForm(request.POST or None)
    if not form.is_valid():
        return _form_page(request, form, 422 if form.is_bound else 200)
    day, name = form.cleaned_data["date"], form.cleaned_data["name"]
    try:
        decided = deciding.add_day(day, form.decision(), name=name, by=request.user)
    except DayInCalendar:
        form.add_error("date", _("The calendar has this day already: decide about it there."))
        return _form_page(request, form, 409)
    _say(request, 1, decided.changed)
    return redirect(_address(day.year))


def _decide(forms: Sequence[StoredDayForm], request: Request) -> None:
    done, sums, stale = 0, ChangedHours(), []
    for form in forms:
        version = form.cleaned_data["version"]
        try:
            decided = deciding.decide_day(form.day.pk, version, form.decision(), by=request.user)
        except StaleDay:
            stale.append(str(formats.day(form.day.date)))
            continue
        done += 1
        sums = ChangedHours(*(sum(each) for each in zip(sums, decided.changed, strict=True)))
    if stale:
        text = _("Somebody else has just decided about these days, look again: %s")
        messages.error(request, text % ", ".join(stale))
    if done or not stale:
        _say(request, done, sums)


def _say(request: Request, done: int, changed: ChangedHours) -> None:
    """What was decided, and whose hours moved."""
    decided = ngettext("%(n)s day is decided.", "%(n)s days are decided.", done)
    texts = [decided % {"n": formats.decimal(done)}]
    for people, text in (
        (changed.come_back, _("Hours given back, people told: %s.")),
        (changed.taken, _("Hours taken again: %s.")),
        (changed.kept, _("No room for the hours: %s, see the list.")),
    ):
        if people:
            texts.append(text % formats.decimal(people))
    messages.success(request, " ".join(texts))


def _page(
    request: Request, year: int, forms: Sequence[StoredDayForm], status: int = 200
) -> HttpResponse:
    context = {
        "year": year,
        "years": range(timezone.localdate().year - 1, timezone.localdate().year + 3),
        "forms": forms,
        "waiting": sum(form.day.confirmed_at is None for form in forms),
        "differences": differences_of(year),
    }
    return render_page(request, TEMPLATE, context, part="days", status=status)


def _form_page(request: Request, form: NewDayForm, status: int) -> HttpResponse:
    return render_page(request, NEW, {"form": form}, part="entry", status=status)


def _days(year: int) -> list[CalendarDay]:
    return list(CalendarDay.objects.of_year(year))


def _year(request: Request) -> int:
    """The year in the address, else this one. Raises BadRequest for one without holidays."""
    text = request.GET.get("year", "")
    if not text:
        return timezone.localdate().year
    try:
        year = date.fromisoformat(f"{text}-01-01").year
    except ValueError as error:
        raise BadRequest("no year") from error
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadRequest("no year that a page shows")
    return year


def _address(year: int) -> str:
    return f"{reverse('leave:calendar_days')}?year={year}"
