"""What the list of accounts is searched and filtered by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.staff.models import Role
from crm.web.lists.searches import SearchFilter


class PeopleFilter(SearchFilter):
    """Which accounts a list shows; anything unreadable filters nothing."""

    q = forms.CharField(
        label=_("Search"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("All")), *Role.choices], required=False
    )
    active = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), ("yes", _("Active")), ("no", _("Deactivated"))],
        required=False,
    )
