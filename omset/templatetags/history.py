"""History in the reader's words."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.audit.models import Event
from crm.web.templatetags import formats
from crm.web.templatetags.formats import NO_VALUE
from omset.history_words import VERBS
from omset.models import Status

register = template.Library()

FIELDS = {
    "date": gettext_lazy("Date"),
    "customer_id": gettext_lazy("Customer"),
    "nominal": gettext_lazy("Nominal"),
    "multiplier": gettext_lazy("Multiplier"),
    "total": gettext_lazy("Total"),
    "note": gettext_lazy("Note"),
    "status": gettext_lazy("Approval"),
    "is_deleted": gettext_lazy("In the trash"),
    "is_unseen": gettext_lazy("Not seen by a second person"),
}


@register.filter
def verb_name(event: Event) -> str:
    """What was done, in one word."""
    return str(VERBS.get(event.verb, event.verb))


@register.filter
def changed_fields(event: Event) -> list[dict]:
    """The fields an event changed, with their values before and after; all of a new record."""
    return [
        {
            "label": FIELDS[name],
            "before": _text_of(name, event.before.get(name)),
            "after": _text_of(name, value) or NO_VALUE,
        }
        for name, value in event.after.items()
        if name in FIELDS and (value or event.before.get(name) is not None)
    ]


def _text_of(name: str, value: object) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return FORMATS.get(name, str)(value)


def _day(value: str) -> str:
    return formats.day(date.fromisoformat(value))


FORMATS: dict[str, Callable[[Any], str]] = {
    "date": _day,
    "nominal": formats.rupiah,
    "total": formats.rupiah,
    "multiplier": formats.decimal,
    "status": lambda value: str(Status(value).label),
}
