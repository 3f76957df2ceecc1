"""Fields of forms that read what a file may hold as well."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from crm.web.forms import DateInput
from omset.amounts import Unreadable
from omset.dates import read_date


class WrittenDateField(forms.DateField):
    """A date from the browser's picker or typed without one, as omset.dates reads it."""

    widget = DateInput

    def to_python(self, value: object) -> date | None:
        """The day; None for nothing."""
        text = value.strip() if isinstance(value, str) else value
        if not isinstance(text, str) or not text:
            return super().to_python(text)
        try:
            return read_date(text, today=timezone.localdate())
        except Unreadable as error:
            raise ValidationError(str(error)) from error
