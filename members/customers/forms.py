"""Putting a customer on the list of who must not be contacted."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.regions import REGIONS
from crm.staff.models import Product
from crm.web.forms.fields import FlatChoiceField, NameField, VisibleTextField
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
    phone_region = FlatChoiceField(
        label=_("Country of the phone"),
        required=False,
        help_text=_("Of a number without a country code."),
    )
    reason = VisibleTextField(label=_("Reason"), max_length=LONGEST_REASON)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = Product.objects.all().phone_regions()
        choices = [(code, name) for code, name in REGIONS.items() if code in regions]
        self.only_region = choices[0][0]
        cast(forms.ChoiceField, self.fields["phone_region"]).choices = choices
        if len(choices) == 1:
            del self.fields["phone_region"]

    def clean(self) -> dict[str, Any]:
        """The phone becomes as +62812..., whatever the notation."""
        data = super().clean() or {}
        region = data.pop("phone_region", "") or self.only_region
        try:
            data["phone"] = phone_number(data.get("phone", ""), region)
        except NotAPhone:
            text = _("This is not a phone number: write it like 0812 3456 7890.")
            self.add_error("phone", text)
        if not (self.errors or data.get("customer_id") or data.get("phone")):
            self.add_error("customer_id", _("Write a customer, a phone, or both."))
        return data
