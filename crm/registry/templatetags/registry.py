"""Places in a page where the apps above may say something."""

from django import template
from django.template import Context

from crm.registry.notices import Words, words_at

register = template.Library()


@register.simple_tag(takes_context=True)
def notices(context: Context, place: str, subject: object) -> list[Words]:
    """What is said at `place` about `subject`; shown by templates/components/notices.html."""
    return words_at(place, context, subject)
