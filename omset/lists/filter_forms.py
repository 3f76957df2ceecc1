"""What a person fills in to say which records they ask for (OM-25)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from bson import ObjectId
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.staff.forms.filter_options import products_and_people
from crm.staff.models import Product, User
from crm.web.forms.fields import DateInput, FlatChoiceField
from crm.web.lists.searches import FIND, SearchFilter
from members.rules.keys import customer_key
from omset.lists.filters import Filter, FilterPeriod, Preset, preset_range
from omset.models import DepositorKind, Status
from omset.rules.deposits import LONGEST_CUSTOMER


class DayField(forms.DateField):
    """A day as an address has it, within the years that a calendar shows."""

    widget = DateInput
    default_validators = [
        MinValueValidator(date(1900, 1, 1)),
        MaxValueValidator(date(2999, 12, 31)),
    ]

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)


class PeriodForm(forms.Form):
    """A preset or dates, and a product. An exact `date` in the address wins over both (OM-25)."""

    default = Preset.MONTH

    preset = FlatChoiceField(label=_("Period"), choices=Preset)
    start = DayField(label=_("From"))
    end = DayField(label=_("To"))
    product = FlatChoiceField(label=_("Product"))

    def __init__(self, query: Mapping[str, str]) -> None:
        super().__init__(self._values_in(query))
        self.offered: dict[str, dict[str, str]] = {}
        self._offer()
        for name, field in self.fields.items():
            field.required = name == "preset"

    def _offer(self) -> None:
        """Fill the lists of what can be chosen."""
        products = Product.objects.values_list("pk", "name", "is_active")
        self._choose_from("product", _("All products"), products)

    def _choose_from(
        self, field: str, everything: str | Promise, options: Iterable[tuple[ObjectId, str, bool]]
    ) -> None:
        inactive = _("%s (inactive)")
        names = {str(pk): name if active else inactive % name for pk, name, active in options}
        self.offered[field] = names
        choice = self.fields[field]
        if isinstance(choice, FlatChoiceField):
            choice.choices = [("", everything), *names.items()]

    def _values_in(self, query: Mapping[str, str]) -> dict:
        """The values in the address, with what it leaves to the defaults written out."""
        values = {name: query.get(name, "").strip() for name in self.base_fields}
        exact = query.get("date", "").strip()
        if exact:
            return values | {"preset": Preset.CUSTOM.value, "start": exact, "end": exact}
        if not values["preset"]:
            dates = values["start"] or values["end"]
            return values | {"preset": (Preset.CUSTOM if dates else self.default).value}
        return values if values["preset"] == Preset.CUSTOM else values | {"start": "", "end": ""}

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if data.get("start") and data.get("end") and data["start"] > data["end"]:
            self.add_error("end", _("The end is before the start."))
        return data

    def period(self) -> FilterPeriod:
        """The days asked for, from today's Jakarta date (G-1); only after validation."""
        data = self.cleaned_data
        if data["preset"] == Preset.CUSTOM:
            return FilterPeriod(data["start"], data["end"])
        return FilterPeriod(*preset_range(data["preset"], timezone.localdate()))

    def chosen_id(self, name: str) -> ObjectId | None:
        """The chosen staff member or product; only after validation."""
        value = self.cleaned_data.get(name)
        return ObjectId(value) if value else None


class SumsForm(PeriodForm):
    """The filter of pages that hold sums. Staff can ask for their own records only (RO-6)."""

    default = Preset.TODAY

    staff = FlatChoiceField(label=_("Staff"))

    field_order = ["preset", "start", "end", "staff", "product", "kind", "approval", "customer"]

    def __init__(self, query: Mapping[str, str], *, user: User) -> None:
        self.user = user
        super().__init__(query)
        if not user.is_admin:
            del self.fields["staff"]

    def _offer(self) -> None:
        if not self.user.is_admin:
            super()._offer()
            return
        products, people = products_and_people()
        self._choose_from("product", _("All products"), (each[:3] for each in products))
        self._choose_from("staff", _("All staff"), (each[:3] for each in people))

    def chosen(self) -> Filter:
        """What is asked for; only after validation."""
        return Filter(
            self.period(),
            staff=self.chosen_id("staff") if self.user.is_admin else self.user.pk,
            product=self.chosen_id("product"),
        )

    def people(self) -> dict[str, str]:
        """How the people who can be asked for are called, by their ids."""
        if not self.user.is_admin:
            return {str(self.user.pk): self.user.name}
        return self.offered["staff"]

    def names(self) -> dict[str, str]:
        """The same, and the products."""
        return self.people() | self.offered["product"]


class GroupForm(PeriodForm):
    """Which deposits of one customer: of some days, and perhaps of one kind."""

    default = Preset.ALL

    kind = FlatChoiceField(choices=[("", ""), *DepositorKind.choices])


class FilterForm(SearchFilter, SumsForm):
    """The filter of the omset table: the same, and what only single records have."""

    sent_as: ClassVar = {"customer": FIND}

    kind = FlatChoiceField(label=_("Status"), choices=[("", _("Any")), *DepositorKind.choices])
    approval = FlatChoiceField(label=_("Approval"), choices=[("", _("Any")), *Status.choices])
    customer = forms.CharField(
        label=_("Customer"), max_length=LONGEST_CUSTOMER, widget=forms.TextInput
    )

    def __init__(self, query: Mapping[str, str], *, user: User) -> None:
        super().__init__(query, user=user)
        self.fields["customer"].widget.input_type = "search"
        self.fields["customer"].widget.attrs |= {
            "placeholder": _("Starts with…"),
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
        }

    def chosen(self) -> Filter:
        """What is asked for; only after validation."""
        data = self.cleaned_data
        return replace(
            super().chosen(),
            kind=data["kind"] or None,
            approval=data["approval"] or None,
            customer=customer_key(data["customer"]) or None,
            find=data[FIND] or None,
        )
