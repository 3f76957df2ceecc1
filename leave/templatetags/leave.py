"""Leave in the reader's words: hours, times, states."""

from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.models import Event
from crm.web.templatetags import formats
from leave.history_words import VERBS
from leave.models import LeaveRequest, LeaveType
from leave.reads import HeldLeave
from leave.rules.shifts import clock

register = template.Library()

MINUTES = 60
PLACES = Decimal("0.01")


@register.filter
def hours(minutes: int | None) -> str:
    """`4,5 h`, of whole minutes."""
    if minutes is None:
        return formats.NO_VALUE
    number = (Decimal(minutes) / MINUTES).quantize(PLACES).normalize()
    return _("%(number)s h") % {"number": formats.decimal(number)}


@register.filter
def times(request: LeaveRequest | HeldLeave) -> str:
    """`Sick leave 09:00-13:30`, `Off day`."""
    label = str(LeaveType(request.type).label)
    if request.starts is None or request.ends is None:
        return label
    return f"{label} {clock(request.starts)}–{clock(request.ends)}"


@register.filter
def leave_verb(event: Event) -> str:
    """What was done to a request."""
    return str(VERBS.get(event.verb, event.verb))


@register.filter
def waits_for(request: LeaveRequest) -> str:
    """For how long a request has waited: whole hours, or days from two on."""
    waited = int((timezone.now() - request.created_at).total_seconds()) // 3600
    if waited >= 48:
        return _("waits for %(number)s days") % {"number": waited // 24}
    return _("waits for %(number)s h") % {"number": waited}
