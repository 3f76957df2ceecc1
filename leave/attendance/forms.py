"""Codes, looking for check-ins, asking for a correction."""

from datetime import time, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.mongo.rows import object_id
from crm.staff.forms.filter_options import products_and_people
from crm.staff.models import User
from crm.web.forms.fields import DateInput, FlatChoiceField, VisibleTextField
from crm.web.forms.reasons import LONGEST_REASON
from leave.models import CorrectionStatus

MINUTES = 60
# As people type it: three digits, a blank, three digits.
LONGEST_CODE = 12
BACK = timedelta(days=30)


class MinuteField(forms.TimeField):
    """A time of day, as minutes after midnight."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%H:%M"], **options)

    def clean(self, value: Any) -> int | None:
        """The minutes; None for nothing."""
        moment = super().clean(value)
        return moment.hour * MINUTES + moment.minute if isinstance(moment, time) else None


class CodeForm(forms.Form):
    """The code of the phone, and where it is asked for that of the wall."""

    code = forms.CharField(max_length=LONGEST_CODE)
    floor_code = forms.CharField(max_length=LONGEST_CODE, required=False)


class PeopleFilter(forms.Form):
    """A filter that offers everybody to admins, and to staff only what is theirs."""

    staff = FlatChoiceField(label=_("Staff"), required=False)

    def __init__(self, data: Any, viewer: User) -> None:
        super().__init__(data)
        self.viewer = viewer
        if not viewer.is_admin:
            del self.fields["staff"]
            return
        _products, people = products_and_people()
        names = {str(person.pk): person.name for person in people}
        cast(forms.ChoiceField, self.fields["staff"]).choices = [("", _("All")), *names.items()]

    def conditions(self) -> dict[str, Any]:
        """What the rows are stored with; anything unreadable filters nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        staff = object_id(chosen.get("staff")) if self.viewer.is_admin else self.viewer.pk
        stored = {"staff_id": staff} | self.further(chosen)
        return {name: value for name, value in stored.items() if value}

    def further(self, chosen: dict[str, Any]) -> dict[str, Any]:
        """The conditions beside the person."""
        return {}


class AttendanceFilter(PeopleFilter):
    """Which check-ins a list shows."""

    first = forms.DateField(label=_("From"), required=False, widget=DateInput)
    last = forms.DateField(label=_("Until"), required=False, widget=DateInput)

    def further(self, chosen: dict[str, Any]) -> dict[str, Any]:
        """From date to date; without either the last thirty days (AT-4)."""
        first, last = chosen.get("first"), chosen.get("last")
        if not first and not last:
            first = timezone.localdate() - BACK
        return {"date__gte": first, "date__lte": last}


class CorrectionFilter(PeopleFilter):
    """Which corrections a list shows; the status is its tabs."""

    status = forms.ChoiceField(
        choices=[("", ""), *CorrectionStatus.choices], required=False, widget=forms.HiddenInput
    )

    @property
    def chosen_status(self) -> str:
        """The status asked for, empty for all."""
        return self.cleaned_data.get("status") or ""


class CorrectionForm(forms.Form):
    """When somebody really came, and why the check-in says otherwise."""

    date = forms.DateField(label=_("Date of the shift"), widget=DateInput)
    time = MinuteField(label=_("I came at"))
    reason = VisibleTextField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )
