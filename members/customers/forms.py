"""Putting a customer on the list of who must not be contacted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.web.forms.fields import NameField, VisibleTextField
from crm.web.forms.reasons import LONGEST_REASON
from members.models import Reservation
from members.rules.phones import NotAPhone, phone_number


class DoNotContactForm(forms.Form):
    """A customer, a phone, or both; and why."""

    customer_id = NameField(
        label=_("Customer"),
        max_length=Reservation._meta.get_field("customer_id").max_length,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    reason = VisibleTextField(label=_("Reason"), max_length=LONGEST_REASON)

    def clean_phone(self) -> str:
        """As +62812..., whatever the notation."""
        try:
            return phone_number(self.cleaned_data["phone"])
        except NotAPhone as error:
            text = _("This is not a phone number: write it like 0812 3456 7890.")
            raise forms.ValidationError(text) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (self.errors or data.get("customer_id") or data.get("phone")):
            self.add_error("customer_id", _("Write a customer, a phone, or both."))
        return data
