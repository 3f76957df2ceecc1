"""What the page of a customer needs beyond Django's own tags."""

from django import template

from crm.audit.models import Event
from members.history_words import VERBS
from members.models import DatabaseKind, EndCause, RowStatus

register = template.Library()


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
