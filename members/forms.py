"""Asking for a customer, adding one, and looking for one."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.staff.forms.choices import PeopleIterator
from crm.staff.forms.filter_options import products_and_people
from crm.staff.models import Product, User
from crm.staff.rules.roles import STAFF
from crm.web.forms.fields import FlatChoiceField, NameField
from crm.web.forms.reasons import LONGEST_REASON
from crm.web.lists.searches import SearchFilter
from crm.web.lists.selection import MOST_ROWS
from members.models import Reservation, ReservationStatus
from members.reservations.additions import distinct_customers
from members.rules.phones import is_phone
from members.search import ASKED, EXPIRING


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


class StaffForm(forms.Form):
    """Chooses one of the active staff accounts, to whom alone something is reserved (RS-2)."""

    staff = forms.ModelChoiceField(
        label=_("Staff"), queryset=User.objects.none(), empty_label=_("Choose a staff member")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = cast(forms.ModelChoiceField, self.fields["staff"])
        staff.iterator = PeopleIterator
        staff.queryset = User.objects.active().filter(role=STAFF)


class AddForm(StaffForm, RequestForm):
    """An admin reserves a customer for a staff member; the phone number may come later (RS-2)."""

    field_order = ["staff", "product", "customer_id", "phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = False


class MoveForm(StaffForm):
    """To whom a reservation goes, and why (RS-14)."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON, required=False)


class BulkAddForm(StaffForm):
    """Many customers for one staff member in one product, one a line (RS-6)."""

    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), empty_label=_("Choose a product")
    )
    customers = forms.CharField(
        label=_("Customers"),
        max_length=MOST_ROWS * 125,
        help_text=_("One customer id a line."),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocapitalize": "none"}),
    )
    field_order = ["staff", "product", "customers"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["product"]).queryset = Product.objects.active()

    def clean_customers(self) -> list[str]:
        """Each customer once, in the order of the lines; a field's rules hold for each line."""
        customers = distinct_customers(self.cleaned_data["customers"].splitlines())
        if len(customers) > MOST_ROWS:
            text = gettext("At most %(most)d at once; these are %(count)d.")
            raise forms.ValidationError(text % {"most": MOST_ROWS, "count": len(customers)})
        for customer in customers:
            _clean_customer(customer)
        return customers


def _clean_customer(customer: str) -> None:
    """Raise ValidationError, naming the line, for what no customer can be called."""
    try:
        RequestForm.base_fields["customer_id"].clean(customer)
    except forms.ValidationError as error:
        text = gettext("“%(line)s”: %(why)s") % {"line": customer[:40], "why": error.messages[0]}
        raise forms.ValidationError(text) from error


class ReservationFilter(SearchFilter):
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
        choices=[("", ""), *ReservationStatus.choices, (EXPIRING, ""), (ASKED, "")],
        required=False,
        widget=forms.HiddenInput,
    )
    mine = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = products_and_people()
        products, people = ({str(each.pk): each.name for each in some} for some in options)
        self.regions = {product.pk: product.phone_region for product in options[0]}
        # As the people are called in one list, by their ids.
        self.staff_names = people
        for name, names in (("product", products), ("staff", people)):
            cast(forms.ChoiceField, self.fields[name]).choices = [("", _("All")), *names.items()]
