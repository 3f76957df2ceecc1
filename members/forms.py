"""Asking for a customer, adding one, and looking for one."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.staff.forms.choices import PeopleIterator
from crm.staff.forms.filter_options import products_and_people
from crm.staff.models import Product, User
from crm.staff.rules.roles import STAFF
from crm.web.forms.fields import FlatChoiceField, NameField
from members.models import Reservation, ReservationStatus
from members.rules.phones import is_phone


class RequestForm(forms.Form):
    """A staff member asks for a customer; the phone number is required (RS-1)."""

    customer_id = NameField(
        label=_("Customer"),
        max_length=Reservation._meta.get_field("customer_id").max_length,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), empty_label=_("Choose a product")
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=Reservation._meta.get_field("phone").max_length,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["product"]).queryset = Product.objects.active()

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone and not is_phone(phone):
            raise forms.ValidationError(
                _("This is not a phone number: write it like 0812 3456 7890.")
            )
        return phone


class AddForm(RequestForm):
    """An admin reserves a customer for a staff member; the phone number may come later (RS-2)."""

    staff = forms.ModelChoiceField(
        label=_("Staff"), queryset=User.objects.none(), empty_label=_("Choose a staff member")
    )
    field_order = ["staff", "product", "customer_id", "phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = cast(forms.ModelChoiceField, self.fields["staff"])
        staff.iterator = PeopleIterator
        staff.queryset = User.objects.active().filter(role=STAFF)
        self.fields["phone"].required = False


class ReservationFilter(forms.Form):
    """Which reservations a list shows; anything unreadable filters nothing."""

    q = forms.CharField(
        label=_("Customer or staff"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    product = FlatChoiceField(label=_("Product"), required=False)
    staff = FlatChoiceField(label=_("Staff"), required=False)
    # These two are the tabs of the page.
    status = forms.ChoiceField(
        choices=[("", ""), *ReservationStatus.choices], required=False, widget=forms.HiddenInput
    )
    mine = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products, people = (
            {str(option.pk): option.name for option in options} for options in products_and_people()
        )
        # As the people are called in one list, by their ids.
        self.staff_names = people
        for name, names in (("product", products), ("staff", people)):
            cast(forms.ChoiceField, self.fields[name]).choices = [("", _("All")), *names.items()]
