"""Whether the numbers agree with the ledger, at the foot of each page of an admin."""

from django import template
from django.template import Context

from dashboard.status.integrity import Integrity

register = template.Library()


@register.simple_tag(takes_context=True)
def integrity_of_numbers(context: Context) -> Integrity | None:
    """What the footer says, for those who may open the details."""
    sidebar = context.get("sidebar")
    return context.get("integrity") or (sidebar and sidebar.integrity)
