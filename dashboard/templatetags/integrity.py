"""Whether the numbers agree with the ledger, at the foot of each page of an admin."""

from django import template
from django.template import Context

from dashboard.status import integrity

register = template.Library()


@register.simple_tag(takes_context=True)
def verdict(context: Context) -> integrity.Integrity | None:
    """What the footer says, for those who may open the details."""
    around = context.get("sidebar")
    return context.get("verdict") or (around and around.verdict)
