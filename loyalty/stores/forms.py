"""Forms of stores and tills."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.web.forms.fields import FlatChoiceField, VisibleTextField
from loyalty.models import Store, StoreState
from loyalty.models.stores import LONGEST_CODE

LONGEST_NAME = Store._meta.get_field("name").max_length
HIGHEST_TILL = 9999


class NewStoreForm(forms.Form):
    """A store by its code, which is any text and stays."""

    code = VisibleTextField(label=_("Code"), max_length=LONGEST_CODE)
    name = VisibleTextField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("Without one the store is called by its code."),
    )


class StoreForm(forms.Form):
    """What a store is called, and how it is."""

    name = VisibleTextField(label=_("Name"), max_length=LONGEST_NAME, required=False)
    state = FlatChoiceField(label=_("State"), choices=StoreState.choices)


class TillForm(forms.Form):
    """The number of a new till."""

    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=HIGHEST_TILL)
