"""Whether a month is closed, for the pages below the bonuses."""

from django import template
from django.utils import timezone

from bonuses.closing import closing_of

register = template.Library()


@register.simple_tag
def closed_month(day):
    """The month of `day` if it is closed, else None; one command, none for the running month."""
    month = day.replace(day=1)
    if month >= timezone.localdate().replace(day=1):
        return None
    return month if closing_of(month) else None
