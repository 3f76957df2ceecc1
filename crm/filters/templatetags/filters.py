"""What templates need to offer saved filters and columns of a list."""

from django import template
from django.forms import Form
from django.template import Context

from crm.filters.layout import Layout, layout_of
from crm.filters.saved import SavedFilters
from crm.web.lists.chips import query_of

register = template.Library()


@register.simple_tag(takes_context=True)
def saved_filters_of(context: Context, page: str, form: Form) -> SavedFilters:
    """The filters that the reader finds at the list `page`, whose filter is `form`."""
    return SavedFilters(context["user"], page, query_of(form))


@register.simple_tag(takes_context=True)
def list_layout(context: Context, page: str) -> Layout:
    """The columns and the density that the reader chose for the list `page`."""
    return layout_of(context["user"], page)
