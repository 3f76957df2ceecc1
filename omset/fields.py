"""Fields of forms that read what a file may hold as well."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from crm.web.forms.fields import DateInput
from omset.rules.amounts import Unreadable
from omset.rules.dates import read_date
from omset.rules.deposits import amount_problem


class WrittenDateField(forms.DateField):
    """A date from the browser's picker or typed without one, as omset.dates reads it."""

    widget = DateInput

    def to_python(self, value: str | datetime | date | None) -> date | None:
        """The day; None for nothing."""
        text = value.strip() if isinstance(value, str) else value
        if not isinstance(text, str) or not text:
            return super().to_python(text)
        try:
            return read_date(text, today=timezone.localdate())
        except Unreadable as error:
            raise ValidationError(str(error)) from error


class AmountField(forms.CharField):
    """An amount in any of the notations people use, read by `read`, and within OM-1.

    A deposit is worth something; other amounts `may_be_zero`.
    """

    def __init__(
        self,
        *,
        read: Callable[[str], Decimal],
        largest: Decimal,
        may_be_zero: bool = False,
        **options: Any,
    ) -> None:
        self.read, self.largest, self.may_be_zero = read, largest, may_be_zero
        super().__init__(**options)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: object) -> Decimal | None:
        """The amount; None for nothing. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = self.read(text)
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        is_zero = self.may_be_zero and not amount
        if not is_zero and (problem := amount_problem(amount, self.largest)):
            raise ValidationError(problem)
        return amount
