"""What admins type about fees: a fee, a payment, instalments, the text of the agreement."""

from decimal import Decimal
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.web.forms.fields import DateInput, VisibleTextField
from crm.web.forms.reasons import LONGEST_REASON
from leave.fees.deciding import MOST
from leave.fees.payments import MOST_PAID
from leave.models import Currency
from leave.models.fees import LONGEST_BASIS
from leave.rules.statement import MOST_PARTS

CENT = Decimal("0.01")
TWO_ROWS = forms.Textarea(attrs={"rows": 2})


def amount_field(label: Any, most: Decimal) -> forms.DecimalField:
    """More than nothing, with two decimal places at most; `label` is translated lazily."""
    return forms.DecimalField(
        label=label,
        min_value=CENT,
        max_value=most,
        max_digits=16,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
    )


class SentOnce(forms.Form):
    """A form that writes once however often it is sent."""

    idempotency_key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("idempotency_key", str(uuid4()))

    def send_anew(self) -> None:
        """Let the bound form, shown again, write something of its own."""
        self.data = cast(QueryDict, self.data).copy()
        self.data["idempotency_key"] = str(uuid4())


class FeeForm(SentOnce):
    """A fee that an admin writes (FE-2)."""

    day = forms.DateField(label=_("Date"), widget=DateInput)
    amount = amount_field(_("Dollars"), MOST)
    reason = VisibleTextField(label=_("Reason"), max_length=LONGEST_REASON, widget=TWO_ROWS)


class PaymentForm(SentOnce):
    """What somebody paid (FE-2)."""

    amount = amount_field(_("Amount"), MOST_PAID)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency)
    paid_on = forms.DateField(
        label=_("Paid on"),
        widget=DateInput,
        initial=timezone.localdate,
        help_text=_("It counts at the rate of this day."),
    )
    note = VisibleTextField(label=_("Note"), max_length=LONGEST_REASON, required=False)


class PartsForm(forms.Form):
    """In how many parts a month is paid (FE-3)."""

    parts = forms.IntegerField(min_value=1, max_value=MOST_PARTS)


class CreditForm(SentOnce):
    """Which month what was paid too much pays (FE-2)."""

    to_month = forms.DateField(
        label=_("Month"), input_formats=["%Y-%m"], widget=forms.Select(choices=[])
    )


class BasisForm(forms.Form):
    """The text of the agreement, and from when on it holds."""

    valid_from = forms.DateField(
        label=_("Valid from"), widget=DateInput, initial=timezone.localdate
    )
    text = VisibleTextField(
        label=_("Text of the agreement"),
        max_length=LONGEST_BASIS,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
