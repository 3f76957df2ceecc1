"""Lengths of breaks and times of shifts, as people read them."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crm.web.templatetags.formats import NO_VALUE, decimal
from crm.web.templatetags.shell import badge
from leave.rules import shifts
from leave.rules.breaks import minutes_of
from leave.views.attendance.days import PersonDay

register = template.Library()

# By how somebody stands to a shift: the component and the word. Lateness says how much as well.
PRESENCE = {
    "on_time": ("good", _("On time")),
    "missing": ("bad", _("Missing")),
    "expected": ("mark", _("Expected")),
    "away": ("mark", _("On leave")),
    "closed": ("mark", _("Closed")),
}


@register.filter
def minutes(seconds: int) -> str:
    """`15,5`: minutes, with two decimals at most (IZ-1)."""
    return decimal(minutes_of(seconds).normalize())


@register.filter
def stopwatch(seconds: int) -> str:
    """`04:05`, or `1:04:05` from an hour on."""
    rest, second = divmod(seconds, 60)
    hour, minute = divmod(rest, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute:02}:{second:02}"


@register.filter
def time_of_day(minute: int) -> str:
    """`09:05`, of minutes after midnight."""
    return shifts.clock(minute)


@register.filter
def hour(value: datetime | None) -> str:
    """`09:05`, what a clock in Jakarta shows (G-1); a dash for None."""
    return shifts.clock_of(value) if value else NO_VALUE


@register.simple_tag
def presence_badge(presence: str, late_minutes: int = 0) -> str:
    """How somebody stands to a shift; `late_minutes` of who is late."""
    if presence == "late":
        late = ngettext("%(n)s minute late", "%(n)s minutes late", late_minutes)
        return badge("bad", late % {"n": late_minutes})
    component, word = PRESENCE[presence]
    return badge(component, str(word))


@register.simple_tag
def check_in_button(window: str, person: PersonDay) -> SafeString:
    """The button of a row, and its window, as the view has written them for all."""
    return format_html(window, pk=person.staff_id, name=person.name)
