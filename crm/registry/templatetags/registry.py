"""Places in a page where the apps above may say something."""

from django import template
from django.template import Context

from crm.registry.notices import Notice, notices_at

register = template.Library()


@register.simple_tag(takes_context=True)
def notices(context: Context, place: str, subject: object) -> list[Notice]:
    """What the apps above say at `place` about `subject`, for templates/components/notices.html."""
    return notices_at(place, context, subject)
