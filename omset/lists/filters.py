"""Which records a person asks for: one filter for the table, its totals and its exports (OM-25)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bson import ObjectId
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.calendar import first_day
from crm.mongo.rows import midnight
from crm.staff.forms.filter_options import products_and_people
from crm.staff.models import Product, User
from crm.web.forms.fields import DateInput, FlatChoiceField
from members.rules.keys import customer_key
from omset import numbers
from omset.models import DepositorKind, OmsetRecord, Status
from omset.rules.deposits import LONGEST_CUSTOMER

UNCOUNTED = (Status.PENDING, Status.DECLINED)
# Sorts behind every text that starts with what stands before it.
LAST_CHARACTER = "\U0010ffff"
# How long a page may count the records of customers that start with a letter or two.
PATIENCE_MS = 2000


class Preset(models.TextChoices):
    TODAY = "today", _("Today")
    YESTERDAY = "yesterday", _("Yesterday")
    LAST7 = "last7", _("Last 7 days")
    LAST30 = "last30", _("Last 30 days")
    MONTH = "month", _("This month")
    ALL = "all", _("All time")
    CUSTOM = "custom", _("From … to …")


def preset_range(preset: str, today: date) -> tuple[date | None, date | None]:
    """The first and the last day of a preset, both included; None where it is open (OM-25)."""
    starts: dict[str, date] = {
        Preset.TODAY: today,
        Preset.LAST7: today - timedelta(days=7),
        Preset.LAST30: today - timedelta(days=30),
        Preset.MONTH: first_day(today),
    }
    if preset == Preset.YESTERDAY:
        return today - timedelta(days=1), today - timedelta(days=1)
    return (starts[preset], today) if preset in starts else (None, None)


@dataclass(frozen=True)
class FilterPeriod:
    """Business dates, both ends included, open where None."""

    start: date | None = None
    end: date | None = None

    def conditions(self) -> dict:
        """The period as a filter of a queryset."""
        bounds = {"date__gte": self.start, "date__lte": self.end}
        return {name: day for name, day in bounds.items() if day}

    def match(self) -> dict:
        """The period as a match of stored rows."""
        bounds = {"$gte": self.start, "$lte": self.end}
        dates = {name: midnight(day) for name, day in bounds.items() if day}
        return {"date": dates} if dates else {}

    @property
    def file_name(self) -> str:
        """The period as a part of a file's name."""
        if self.start and self.end:
            return f"{self.start}-to-{self.end}"
        ends = {f"from-{self.start}": self.start, f"until-{self.end}": self.end}
        return next((name for name, day in ends.items() if day), "all-time")


@dataclass(frozen=True)
class Filter:
    """What was asked for. Ids and texts are None where anything goes."""

    period: FilterPeriod
    staff: ObjectId | None = None
    product: ObjectId | None = None
    kind: str | None = None
    approval: str | None = None
    customer: str | None = None

    def records(self) -> models.QuerySet:
        """The records, pending and declined ones among them, outside the trash (OM-4)."""
        rows = OmsetRecord.objects.live().filter(**self.period.conditions(), **self._stored())
        if self.customer:
            last = self.customer + LAST_CHARACTER
            rows = rows.filter(customer_key__gte=self.customer, customer_key__lt=last)
        return rows

    def sums(self) -> numbers.Numbers:
        """The sums over exactly the records that count; over all if only uncounted are asked for.

        From the tallies; what asks for some customers or for uncounted records reads the ledger.
        Raises numbers.TooMany if the customers asked for have too many records.
        """
        if not self.is_counted:
            return numbers.uncounted(self.match())
        if self.customer:
            return numbers.of_records(self.match(), self.kind, within_ms=PATIENCE_MS)
        return numbers.total(self.scope())

    def days(self) -> list[tuple[date, numbers.Numbers]]:
        """The same sums for each day that has any, in order."""
        if self.customer:
            return numbers.days_of_records(self.match(), self.kind)
        return numbers.grouped(self.scope(), "day")

    @property
    def is_counted(self) -> bool:
        """False if it asks for records that no number contains."""
        return self.approval not in UNCOUNTED

    def scope(self) -> numbers.TallyScope:
        """The same for numbers.py: without customer and approval, which no tally knows."""
        return numbers.TallyScope(
            self.period.start, self.period.end, self.staff, self.product, self.kind
        )

    def match(self) -> dict:
        """The same records as a match of stored rows."""
        match = {"is_deleted": False} | self.period.match() | self._stored()
        if self.customer:
            bounds = {"$gte": self.customer, "$lt": self.customer + LAST_CHARACTER}
            match["customer_key"] = bounds
        return match

    def _stored(self) -> dict:
        """The conditions on single values, under the names of the stored fields."""
        values = {
            "staff_id": self.staff,
            "product_id": self.product,
            "kind": self.kind,
            "status": self.approval,
        }
        return {name: value for name, value in values.items() if value}


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
        super().__init__(self._stated(query))
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

    def _stated(self, query: Mapping[str, str]) -> dict:
        """The values in the address, with what it leaves to the defaults written out."""
        stated = {name: query.get(name, "").strip() for name in self.base_fields}
        exact = query.get("date", "").strip()
        if exact:
            return stated | {"preset": Preset.CUSTOM.value, "start": exact, "end": exact}
        if not stated["preset"]:
            dates = stated["start"] or stated["end"]
            return stated | {"preset": (Preset.CUSTOM if dates else self.default).value}
        return stated if stated["preset"] == Preset.CUSTOM else stated | {"start": "", "end": ""}

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
        self._choose_from("product", _("All products"), products)
        self._choose_from("staff", _("All staff"), people)

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


class FilterForm(SumsForm):
    """The filter of the omset table: the same, and what only single records have."""

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
        )
