"""The deposit as people type it."""

import uuid
from decimal import Decimal
from typing import Any, Self, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.staff.forms.choices import ActiveChoice
from crm.staff.models import Product, User
from crm.web.forms.fields import NameField, VisibleTextField
from omset.fields import AmountField, WrittenDateField
from omset.ledger.entries import Entry
from omset.models import OmsetRecord
from omset.rules.amounts import stated_amount, typed_amount
from omset.rules.deposits import (
    LARGEST_MULTIPLIER,
    LONGEST_CUSTOMER,
    LONGEST_NOTE,
    problems,
)
from omset.rules.money import LARGEST

HOW_AMOUNTS_ARE_TYPED = _("Type 100 for Rp 100.000. Also understood: 150k, 1,5jt, 100.000.")

# The field of static/src/js/entry.js; without a script a plain one.
COMBOBOX = {
    "role": "combobox",
    "aria-autocomplete": "list",
    "aria-controls": "customers",
    "aria-expanded": "false",
}


class EntryForm(forms.Form):
    """What can be stated about a deposit and corrected later (OM-9)."""

    date = WrittenDateField(label=_("Date"))
    customer_id = NameField(
        label=_("Customer"),
        max_length=LONGEST_CUSTOMER,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "enterkeyhint": "next",
                "autofocus": True,
            }
        ),
    )
    nominal = AmountField(label=_("Nominal"), read=typed_amount, largest=LARGEST)
    multiplier = AmountField(
        label=_("Multiplier"), read=stated_amount, largest=LARGEST_MULTIPLIER, required=False
    )
    note = VisibleTextField(label=_("Note"), max_length=LONGEST_NOTE, required=False)

    def clean_multiplier(self) -> Decimal:
        """Blank means 1 (OM-1)."""
        multiplier = self.cleaned_data["multiplier"]
        return Decimal(1) if multiplier is None else multiplier

    def clean(self) -> dict[str, Any]:
        """Hold a completely readable deposit against OM-1, field by field."""
        super().clean()
        if not self.errors:
            entry = vars(self.entry()) | {"today": timezone.localdate()}
            for field, problem in problems(day=entry.pop("date"), **entry).items():
                self.add_error(field, problem)
        return self.cleaned_data

    def restate(self, **values: Any) -> None:
        """Show the bound form again with these hidden values instead of the posted ones."""
        data = cast(QueryDict, self.data).copy()
        for name, value in values.items():
            data[name] = str(value)
        self.data = data

    def entry(self) -> Entry:
        """The stated deposit; only after the fields were found readable."""
        return Entry(**{name: self.cleaned_data[name] for name in Entry.__dataclass_fields__})


class DepositForm(EntryForm):
    """A new deposit of the signed-in person, or, for admins, of anybody active."""

    staff = ActiveChoice(User, label=_("Staff"), required=False, empty_label=_("Myself"))
    product = ActiveChoice(Product, label=_("Product"), empty_label=_("Choose a product"))
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    field_order = ["staff", "date", "product", "customer_id", "nominal", "multiplier", "note"]

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.fields["customer_id"].widget.attrs |= COMBOBOX
        if not self["product"].value():
            self.fields["product"].widget.attrs["autofocus"] = True
        if not user.is_admin:
            del self.fields["staff"]

    @classmethod
    def fresh(cls, user: User, **kept: Any) -> Self:
        """An empty form with a new key, today's Jakarta date (G-1), and what is kept."""
        start = {"date": timezone.localdate(), "idempotency_key": uuid.uuid4(), "multiplier": "1"}
        kept = {name: value for name, value in kept.items() if value}
        return cls(user=user, initial=start | kept)

    def clean(self) -> dict[str, Any]:
        """A form for a colleague, kept open by who may not record for others any more, is none."""
        super().clean()
        if "staff" not in self.fields and self.data.get("staff") not in (
            None,
            "",
            str(self.user.pk),
        ):
            self.add_error(None, _("You may record your own deposits only. Open the form again."))
        return self.cleaned_data

    def owner(self) -> User:
        """Whose deposit it is; only after validation."""
        return self.cleaned_data.get("staff") or self.user


class CorrectionForm(EntryForm):
    """An edit, with the version that the person was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: OmsetRecord, **options: Any) -> None:
        super().__init__(*args, **options)
        customer = self.fields["customer_id"]
        if isinstance(customer, NameField):
            customer.kept = record.customer_id
        self.fields["nominal"].help_text = HOW_AMOUNTS_ARE_TYPED

    @classmethod
    def of(cls, record: OmsetRecord) -> Self:
        """The form filled with a stored record."""
        return cls(
            record=record,
            initial={
                "date": record.date,
                "customer_id": record.customer_id,
                "nominal": unambiguous(record.nominal),
                "multiplier": _indonesian(record.multiplier.normalize()),
                "note": record.note,
                "version": record.version,
            },
        )


def unambiguous(amount: Decimal) -> str:
    """An amount as it can be typed again and mean the same: a bare `50` would be 50 thousand."""
    whole = amount == amount.to_integral_value() and amount >= 1000
    return _indonesian(amount.to_integral_value() if whole else amount)


def _indonesian(number: Decimal) -> str:
    return format(number, "f").replace(".", ",")
