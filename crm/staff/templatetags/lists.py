"""How the reader wants a list."""

from django import template
from django.template import Context

from crm.staff.accounts.list_layout import ListLayout, layout_of

register = template.Library()


@register.simple_tag(takes_context=True)
def list_layout(context: Context, page: str) -> ListLayout:
    """The columns and the density that the reader chose for the list `page`."""
    return layout_of(context["user"], page)
