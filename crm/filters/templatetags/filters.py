"""What templates need to offer saved filters and columns of a list."""

from django import template
from django.forms import Form
from django.template import Context

from crm.filters.lists import LISTS, ColumnChoice
from crm.filters.saved import SavedFilters, url_of
from crm.staff.accounts.list_layout import ListLayout
from crm.web.lists.chips import kept_query_of

register = template.Library()
register.filter("url_of", url_of)


@register.simple_tag(takes_context=True)
def saved_filters_of(context: Context, page: str, form: Form) -> SavedFilters:
    """The filters that the reader finds at the list `page`, whose filter is `form`."""
    return SavedFilters(context["user"], page, kept_query_of(form))


@register.simple_tag
def column_choices(layout: ListLayout) -> list[ColumnChoice]:
    """The columns of a list that its reader may hide."""
    return LISTS[layout.page].column_choices(layout.hidden)
