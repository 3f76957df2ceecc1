"""Asking for rows, looking for requests, how the requests of a database are approved."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.mongo.rows import object_id
from crm.staff.forms.filter_options import products_and_people
from crm.web.forms.fields import DateInput, FlatChoiceField
from members.models import AutoApproval, DatabaseKind, MemberDatabase, RequestStatus

MOST_ASKED = 10_000


def requestable() -> QuerySet[MemberDatabase]:
    """The databases that staff ask for rows of (RO-6)."""
    live = MemberDatabase.objects.live().filter(kind=DatabaseKind.NORMAL)
    return live.order_by("-created_at", "-pk")


class AskForm(forms.Form):
    """A staff member asks for so many rows of a database (DB-3)."""

    database = forms.ModelChoiceField(
        label=_("Database"), queryset=MemberDatabase.objects.none(), empty_label=_("Choose one")
    )
    count = forms.IntegerField(
        label=_("How many rows"),
        min_value=1,
        max_value=MOST_ASKED,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["database"]).queryset = requestable()


class ApprovalForm(forms.Form):
    """Whether the requests of one database are approved at once (DB-5)."""

    auto_approval = forms.ChoiceField(choices=AutoApproval.choices, required=False)


class RequestFilter(forms.Form):
    """Which requests a list shows; anything unreadable filters nothing."""

    database = FlatChoiceField(label=_("Database"), required=False)
    product = FlatChoiceField(label=_("Product"), required=False)
    staff = FlatChoiceField(label=_("Staff"), required=False)
    first = forms.DateField(label=_("From"), required=False, widget=DateInput)
    last = forms.DateField(label=_("Until"), required=False, widget=DateInput)
    # The tabs of the page.
    status = forms.ChoiceField(
        choices=[("", ""), *RequestStatus.choices], required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products, people = (
            {str(option.pk): option.name for option in options} for options in products_and_people()
        )
        # As the people are called in one list, by their ids.
        self.staff_names = people
        databases = requestable().values_list("pk", "name")
        names = {str(pk): name for pk, name in databases}
        for name, offered in (("database", names), ("product", products), ("staff", people)):
            choices = [("", _("All")), *offered.items()]
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    def conditions(self) -> dict[str, Any]:
        """What the requests asked for are stored with, the status apart."""
        self.is_valid()
        chosen = self.cleaned_data
        ids: dict[str, Any] = {
            f"{name}_id": object_id(chosen.get(name)) for name in ("database", "product", "staff")
        }
        first, last = chosen.get("first"), chosen.get("last")
        if first or last:
            bounds = {"$gte": first and midnight_in(first), "$lt": last and midnight_after(last)}
            ids["created_at"] = {name: moment for name, moment in bounds.items() if moment}
        return {name: value for name, value in ids.items() if value}

    @property
    def chosen_status(self) -> str:
        """The status asked for, empty for all."""
        return self.cleaned_data.get("status") or ""


def midnight_in(day: date) -> datetime:
    """When a Jakarta date begins, as it is stored."""
    return timezone.make_aware(datetime.combine(day, time())).astimezone(UTC)


def midnight_after(day: date) -> datetime:
    """When a Jakarta date is over."""
    return midnight_in(day + timedelta(days=1))
