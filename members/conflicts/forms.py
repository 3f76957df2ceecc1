"""Looking for something in the log of conflicts."""

from datetime import date
from typing import Any, cast

from bson import ObjectId
from django import forms
from django.utils.translation import gettext_lazy as _

from crm.staff.forms.filter_options import products_and_people
from crm.web.forms.fields import DateInput, FlatChoiceField
from members.conflicts.reads import ConflictFilter
from members.models import ConflictChange


class ConflictFilterForm(forms.Form):
    """Which part of the log a list shows; anything unreadable filters nothing."""

    change = FlatChoiceField(
        label=_("What happened"), choices=[("", _("All")), *ConflictChange.choices], required=False
    )
    staff = FlatChoiceField(label=_("Taken from"), required=False)
    reserved_for = FlatChoiceField(label=_("Reserved for"), required=False)
    start = forms.DateField(
        label=_("From"), widget=DateInput, input_formats=["%Y-%m-%d"], required=False
    )
    end = forms.DateField(
        label=_("To"), widget=DateInput, input_formats=["%Y-%m-%d"], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _products, people = products_and_people()
        self.staff_names = {person.pk: person.name for person in people}
        choices = [("", _("All")), *((str(pk), name) for pk, name in self.staff_names.items())]
        for name in ("staff", "reserved_for"):
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean_start(self) -> date | None:
        """A day that no calendar shows filters nothing."""
        return _in_a_calendar(self.cleaned_data["start"])

    def clean_end(self) -> date | None:
        """The same."""
        return _in_a_calendar(self.cleaned_data["end"])

    def chosen(self) -> ConflictFilter:
        """What is asked for; only after validation."""
        data = self.cleaned_data
        return ConflictFilter(
            change=data.get("change") or "",
            staff_id=_id(data.get("staff")),
            reserved_for_id=_id(data.get("reserved_for")),
            start=data.get("start"),
            end=data.get("end"),
        )


def _id(text: str | None) -> ObjectId | None:
    return ObjectId(text) if text else None


def _in_a_calendar(day: date | None) -> date | None:
    return day if day and 1900 <= day.year < 3000 else None
