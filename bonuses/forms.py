"""The form of customer claims, and the filter of the list of claims."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bson import ObjectId
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bonuses.models import CheckStatus, CustomerCheck
from crm.staff.forms.filter_options import products_and_people
from crm.staff.models import Product
from crm.web.forms.fields import FlatChoiceField, VisibleTextField
from crm.web.lists.months import months
from crm.web.templatetags import formats
from omset.rules.deposits import LONGEST_CUSTOMER

ALL = "all"


class CheckForm(forms.Form):
    """A staff member claims the bonus for a customer they have reserved (BC-1)."""

    customer_id = VisibleTextField(
        label=_("Customer"),
        max_length=LONGEST_CUSTOMER,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.active(), empty_label=_("Choose a product")
    )


@dataclass(frozen=True)
class Claims:
    """Which claims a list contains. None where anything goes."""

    month: date | None
    product: ObjectId | None = None
    staff: ObjectId | None = None
    status: str | None = None

    def rows(self) -> QuerySet[CustomerCheck]:
        """The claims."""
        conditions = {"staff": self.staff, "status": self.status}
        return self.of_everybody().filter(
            **{name: value for name, value in conditions.items() if value}
        )

    def of_everybody(self) -> QuerySet[CustomerCheck]:
        """The claims of the month and product: of all staff, in every state."""
        # All time has a beginning as well: without any condition no index would be used.
        when = {"month": self.month} if self.month else {"month__gte": date.min}
        return CustomerCheck.objects.filter(
            **when | ({"product": self.product} if self.product else {})
        )


class ClaimFilter(forms.Form):
    """The list of admins: this month unless they ask for another, or for all."""

    month = FlatChoiceField(label=_("Month"), required=False)
    staff = FlatChoiceField(label=_("Staff"), required=False)
    product = FlatChoiceField(label=_("Product"), required=False)
    status = FlatChoiceField(
        label=_("Status"), choices=[("", _("All")), *CheckStatus.choices], required=False
    )

    def __init__(self, query: QueryDict, *, first: date) -> None:
        today = timezone.localdate()
        this = f"{today:%Y-%m}"
        data = query.dict() | {"month": query.get("month") or this}
        super().__init__(data, initial={"month": this})
        products, people = products_and_people()
        # As people are called in one list, by their ids.
        self.staff_names = {str(person.pk): person.name for person in people}
        product_names = {str(product.pk): product.name for product in products}
        offered = months("", first=min(first, today), last=today).choices
        self._offer("staff", [("", _("All")), *self.staff_names.items()])
        self._offer("product", [("", _("All")), *product_names.items()])
        self._offer(
            "month",
            [*((value, formats.month(month)) for value, month in offered), (ALL, _("All months"))],
        )

    def _offer(self, name: str, choices: Sequence[tuple[str, str | Promise]]) -> None:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(f"{name} is no field of choices")
        field.choices = choices

    def claims(self) -> Claims:
        """The chosen claims; only after validation."""
        data = self.cleaned_data
        month = None if data["month"] == ALL else date.fromisoformat(f"{data['month']}-01")
        ids = {name: ObjectId(data[name]) for name in ("product", "staff") if data[name]}
        return Claims(month, status=data["status"] or None, **ids)
