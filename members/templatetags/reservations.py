"""Reservations in the reader's words."""

from typing import NamedTuple

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.models import Event
from crm.web.templatetags import formats
from members.history_words import VERBS
from members.models import EndCause, Reservation
from members.reservations.endings.expiry import URGENT_AFTER
from members.rules.expiry import Because, Standing
from members.rules.phones import chat_address

register = template.Library()

# From how many days on a last deposit is late, and very late (RS-7).
LATE, VERY_LATE = 15, 22


@register.filter
def reservation_verb(event: Event) -> str:
    """What was done to a reservation."""
    return str(VERBS.get(event.verb, event.verb))


@register.filter
def why_protected(standing: Standing) -> str:
    """Because of what a reservation is protected, in a phrase."""
    facts = {"date": formats.day(standing.since), "days": standing.grace}
    if standing.because == Because.PERMANENT:
        return _("permanent: it does not run out")
    if standing.because == Because.EXTENSION:
        return _("extended")
    if standing.because == Because.DEPOSIT:
        return _("last deposit on %(date)s, %(days)s days of grace") % facts
    if standing.because == Because.RESTART:
        return _("begun anew on %(date)s, %(days)s days of grace") % facts
    return _("approved on %(date)s, no deposit yet") % facts


class RequestAge(NamedTuple):
    """For how long a request has waited."""

    days: int
    hours: int
    is_urgent: bool


@register.filter
def request_age(reservation: Reservation) -> RequestAge:
    """Whole hours, or days from two on; urgent after 24 hours."""
    waited = timezone.now() - reservation.created_at
    hours = int(waited.total_seconds()) // 3600
    return RequestAge(hours // 24 if hours >= 48 else 0, hours, waited >= URGENT_AFTER)


@register.filter
def lateness(days: int) -> str:
    """The class that colours so many days since the last deposit (RS-7)."""
    if days >= VERY_LATE:
        return "text-error"
    return "text-warning" if days >= LATE else "text-success"


@register.filter
def cause_label(cause: str) -> str:
    """Why a reservation ended."""
    return str(EndCause(cause).label)


@register.filter
def chat_url(phone: str, region: str) -> str:
    """The address that opens a chat with a phone number of a region (RS-7)."""
    return chat_address(phone, region)
