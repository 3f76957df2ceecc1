"""Who came when: a day of everybody for admins, one's own days for staff (AT-4)."""

from collections import Counter
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from bson import ObjectId
from django.db.models import QuerySet
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.staff.access import is_open, signed_in
from crm.staff.accounts.display_names import labels, names_of_everybody
from crm.staff.models import User
from crm.staff.requests import Request
from crm.staff.rules.roles import STAFF
from crm.web.cached_reverse import cached_reverse_of
from crm.web.lists.chips import chips_of, is_filtered
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from leave.attendance.check_in import check_in_of
from leave.attendance.forms import AttendanceFilter
from leave.attendance.hours import hours_reader
from leave.attendance.policies import PAGE
from leave.attendance.reads import AttendanceDay, DaysWithoutLateness, attendance_of, spared_days
from leave.models import CheckIn
from leave.rules.shifts import HoursOf, Shift, shift_of, shift_on
from leave.views.attendance import tabs
from leave.views.attendance.tabs import tabs_for

DAY, OWN, HISTORY, WINDOW = (
    f"leave/attendance/{name}.html" for name in ("day", "own", "history", "check_in_for")
)
CHECKED_IN_AT = "leave:check_in_for"


class Presence(StrEnum):
    """How somebody stands to a shift."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    # Its shift has not begun.
    EXPECTED = "expected"
    AWAY = "away"
    CLOSED = "closed"


class PersonDay(NamedTuple):
    """One person on one day."""

    staff_id: ObjectId
    name: str
    presence: Presence
    day: AttendanceDay | None

    @property
    def late_minutes(self) -> int:
        """0 for who has not come."""
        return self.day.late_minutes if self.day else 0


@require_safe
@signed_in(PAGE)
def attendance(request: Request) -> HttpResponse:
    """The present shift, or that of `date`: admins see everybody, staff themselves."""
    hours_of = hours_reader()
    shift = _shift(request.GET.get("date", ""), hours_of)
    if request.user.is_admin:
        return _everybody(request, shift, hours_of)
    return _own(request, shift, hours_of)


@require_safe
@signed_in(PAGE)
def history(request: Request) -> HttpResponse:
    """Check-ins, the newest first; of staff only what is theirs."""
    form = AttendanceFilter(request.GET, request.user)
    matching = CheckIn.objects.filter(**form.conditions())
    page = page_of(matching, request.GET.get("page", ""), by=("date", "id"))
    context = {
        "filter": form,
        "chips": chips_of(form),
        "page": page,
        "rows": _named(attendance_of(page.rows), request.user),
        "tabs": tabs_for(request.user, tabs.HISTORY),
        "is_filtered": is_filtered(request),
    }
    return render_page(request, HISTORY, context, part="history")


def _named(days: list[AttendanceDay], viewer: User) -> list[tuple[str, AttendanceDay]]:
    """Each with the name of the person, as they are called now; staff know their own."""
    if not viewer.is_admin:
        return [("", day) for day in days]
    names = names_of_everybody()
    return [(names.get(str(day.check_in.staff_id), day.check_in.staff_name), day) for day in days]


def _everybody(request: Request, shift: Shift, hours_of: HoursOf) -> HttpResponse:
    people = _present(shift, hours_of)
    counts = Counter(person.presence for person in people)
    came = counts[Presence.ON_TIME] + counts[Presence.LATE]
    chosen = request.GET.get("state", "")
    is_now = shift_of(timezone.now(), hours_of).date == shift.date
    context = {
        "shift": shift,
        "hours": hours_of(shift.date),
        "people": [person for person in people if chosen in ("", person.presence)],
        "is_filtered": bool(chosen),
        "tiles": [
            (_("Staff"), len(people), ""),
            (_("Checked in"), came, ""),
            (_("On time"), counts[Presence.ON_TIME], Presence.ON_TIME),
            (_("Late"), counts[Presence.LATE], Presence.LATE),
            (_("Missing"), counts[Presence.MISSING], Presence.MISSING),
            (_("On leave"), counts[Presence.AWAY], Presence.AWAY),
        ],
        "tabs": tabs_for(request.user, tabs.DAY),
        "is_now": is_now,
        "check_in_window": _check_in_window(request) if is_now else "",
    }
    return render_page(request, DAY, context, part="day")


def _check_in_window(request: Request) -> str:
    """The button and the window by which an admin checks somebody in, for format_html.

    With the person's `pk` and `name`: in the morning nobody has come yet, and each row has one.
    """
    if not is_open(request.user, CHECKED_IN_AT):
        return ""
    action = cached_reverse_of(CHECKED_IN_AT, "{pk}")
    return render_to_string(WINDOW, {"action": action, "csrf_token": get_token(request)})


def _present(shift: Shift, hours_of: HoursOf) -> list[PersonDay]:
    """All active staff on the day of a shift, in the order of their names."""
    active = User.objects.active().filter(role=STAFF).values_list("pk", "name", "username")
    names = labels(active)
    rows = CheckIn.objects.filter(date=shift.date, staff_id__in=list(names))
    spared = spared_days(names, shift.date, shift.date)
    days = {day.check_in.staff_id: day for day in attendance_of(rows, hours_of, spared)}
    return [
        PersonDay(pk, name, _presence(pk, days.get(pk), shift, spared), days.get(pk))
        for pk, name in sorted(names.items(), key=lambda item: item[1].casefold())
    ]


def _presence(
    staff_id: ObjectId, day: AttendanceDay | None, shift: Shift, spared: DaysWithoutLateness
) -> Presence:
    if day is not None:
        return Presence.LATE if day.late_minutes else Presence.ON_TIME
    if spared.is_away(staff_id, shift.date):
        return Presence.AWAY
    if spared.is_closed(shift.date):
        return Presence.CLOSED
    return Presence.MISSING if timezone.now() >= shift.starts_at else Presence.EXPECTED


def _own(request: Request, shift: Shift, hours_of: HoursOf) -> HttpResponse:
    stored = check_in_of(request.user.pk, shift.date)
    today = attendance_of([stored], hours_of) if stored else []
    context = {
        "shift": shift,
        "hours": hours_of(shift.date),
        "today": today[0] if today else None,
        "tabs": tabs_for(request.user, tabs.DAY),
        "days": attendance_of(_newest_of(request.user), hours_of),
    }
    return render_page(request, OWN, context)


def _newest_of(staff: User) -> QuerySet[CheckIn]:
    """A month of check-ins; the list has all."""
    return CheckIn.objects.filter(staff_id=staff.pk).order_by("-date")[:31]


def _shift(text: str, hours_of: HoursOf) -> Shift:
    """The shift of the date that an address says; the present one for none that is readable."""
    try:
        day = date.fromisoformat(text)
        return shift_on(day, hours_of(day))
    except (ValueError, OverflowError):
        return shift_of(timezone.now(), hours_of)
