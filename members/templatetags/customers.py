"""What the page of a customer needs beyond Django's own tags."""

from django import template
from django.utils.translation import gettext_lazy

from crm.audit.models import Event
from members.models import DatabaseKind, EndCause, RowStatus
from members.templatetags import reservations

register = template.Library()

VERBS = reservations.VERBS | {
    "list": gettext_lazy("Must not be contacted"),
    "unlist": gettext_lazy("May be contacted again"),
    "erase": gettext_lazy("Forgotten"),
}


@register.filter
def deed(event: Event) -> str:
    """What was done, in the reader's words."""
    return str(VERBS.get(event.verb, event.verb))


@register.filter
def row_status(value: str) -> str:
    """What a stored status of a row is called."""
    return str(RowStatus(value).label)


@register.filter
def database_kind(value: str) -> str:
    """What a stored kind of a database is called."""
    return str(DatabaseKind(value).label)


@register.filter
def end_cause(value: str) -> str:
    """Why a reservation ended, in the reader's words."""
    return str(EndCause(value).label)
