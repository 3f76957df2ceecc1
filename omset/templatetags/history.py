"""History in the reader's words."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()

VERBS = {
    "submit": gettext_lazy("Entered"),
    "import": gettext_lazy("Imported"),
    "edit": gettext_lazy("Corrected"),
    "approve": gettext_lazy("Approved"),
    "decline": gettext_lazy("Declined"),
    "delete": gettext_lazy("Deleted"),
    "restore": gettext_lazy("Restored"),
    "purge": gettext_lazy("Removed for good"),
}
FIELDS = {
    "date": gettext_lazy("Date"),
    "customer_id": gettext_lazy("Customer"),
    "nominal": gettext_lazy("Nominal"),
    "multiplier": gettext_lazy("Multiplier"),
    "total": gettext_lazy("Total"),
    "note": gettext_lazy("Note"),
    "status": gettext_lazy("Approval"),
    "is_deleted": gettext_lazy("In the trash"),
}


@register.filter
def verb_name(event) -> str:
    """What was done, in one word."""
    return VERBS.get(event.verb, event.verb)


@register.filter
def changed_fields(event) -> list[dict]:
    """The fields an event changed, with their values before and after."""
    return [
        {"label": FIELDS[name], "before": _shown(event.before.get(name)), "after": _shown(value)}
        for name, value in event.after.items()
        if name in FIELDS
    ]


def _shown(value):
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value == "" else value
