"""Asking for leave, and looking for requests."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any, cast
from uuid import uuid4

from bson import ObjectId
from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.calendar import add_months, first_day, last_day
from crm.mongo.rows import object_id
from crm.staff.accounts.display_names import names_of_everybody
from crm.web.forms.fields import DateInput, FlatChoiceField, TimeInput, VisibleTextField
from crm.web.forms.reasons import LONGEST_REASON
from crm.web.templatetags import formats
from leave.attendance.hours import hours_reader
from leave.models import LeaveRequestQuerySet, LeaveStatus, LeaveType
from leave.requests.planning import MOST_DAYS, Wish
from leave.rules.hours import NotALength, sick_minutes

CLOCK = ["%H:%M"]
# What stands for every status in an address: an admin's list begins with what waits (LV-6).
ALL = "all"
MONTHS_BACK, MONTHS_AHEAD = 24, 12


class LeaveForm(forms.Form):
    """An off day or sick leave, on one day or several."""

    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=LeaveType.choices)
    first = forms.DateField(label=gettext_lazy("From"), widget=DateInput)
    last = forms.DateField(
        label=gettext_lazy("Until"),
        widget=DateInput,
        required=False,
        help_text=gettext_lazy("Empty: one day."),
    )
    starts = forms.TimeField(
        label=gettext_lazy("Sick from"),
        widget=TimeInput(format="%H:%M"),
        input_formats=CLOCK,
        required=False,
        help_text=gettext_lazy("Of sick leave alone."),
    )
    ends = forms.TimeField(
        label=gettext_lazy("Sick until"),
        widget=TimeInput(format="%H:%M"),
        input_formats=CLOCK,
        required=False,
    )
    reason = VisibleTextField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Only you and the admins read it."),
    )
    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput, initial=uuid4)

    def clean(self) -> dict[str, Any]:
        """Days in order; sick leave with a beginning and an end after it (LV-3)."""
        chosen = self.cleaned_data
        first, last = chosen.get("first"), chosen.get("last")
        if first and last and last < first:
            self.add_error("last", _("It ends before it begins."))
        elif first and last and (last - first).days >= MOST_DAYS:
            self.add_error("last", _("At most %d days at once.") % MOST_DAYS)
        if chosen.get("type") == LeaveType.SICK and first:
            self._clean_times(first)
        return chosen

    def send_anew(self) -> None:
        """Let the bound form, shown again, ask for something of its own."""
        self.data = cast(QueryDict, self.data).copy()
        self.data["idempotency_key"] = str(uuid4())

    def wish(self, staff_id: ObjectId) -> Wish:
        """What was asked for. Of a valid form."""
        chosen = self.cleaned_data
        is_sick = chosen["type"] == LeaveType.SICK
        return Wish(
            staff_id=staff_id,
            type=LeaveType(chosen["type"]),
            first=chosen["first"],
            last=chosen.get("last") or chosen["first"],
            starts=_minutes(chosen["starts"]) if is_sick else None,
            ends=_minutes(chosen["ends"]) if is_sick else None,
        )

    def _clean_times(self, day: date) -> None:
        chosen = self.cleaned_data
        for name in ("starts", "ends"):
            if name in chosen and chosen[name] is None:
                self.add_error(name, _("Sick leave needs a beginning and an end."))
        starts, ends = chosen.get("starts"), chosen.get("ends")
        if starts is None or ends is None:
            return
        try:
            # Of the other days of a range the plan says it, day by day.
            sick_minutes(_minutes(starts), _minutes(ends), hours_reader()(day))
        except NotALength:
            self.add_error("ends", _("It must end after it begins."))


class LeaveFilter(forms.Form):
    """Which requests a list shows; anything unreadable filters nothing."""

    staff = FlatChoiceField(label=gettext_lazy("Staff"), required=False)
    type = FlatChoiceField(label=gettext_lazy("Type"), required=False)
    month = FlatChoiceField(label=gettext_lazy("Month"), required=False)
    # The tabs of the page.
    status = forms.ChoiceField(
        choices=[("", ""), (ALL, ""), *LeaveStatus.choices],
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # As the people are called in one list, by their ids.
        self.staff_names = names_of_everybody()
        offered: dict[str, Iterable[tuple[Any, Any]]] = {
            "staff": sorted(self.staff_names.items(), key=lambda pair: pair[1].casefold()),
            "type": LeaveType.choices,
            "month": _months(timezone.localdate()),
        }
        for name, choices in offered.items():
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = [("", _("All")), *choices]

    def matching(self, rows: LeaveRequestQuerySet, status: str) -> LeaveRequestQuerySet:
        """The rows that match, in one status; what waits is shown whatever its month (LV-6)."""
        self.is_valid()
        chosen = self.cleaned_data
        if staff_id := object_id(chosen.get("staff")):
            rows = rows.filter(staff_id=staff_id)
        if chosen.get("type"):
            rows = rows.filter(type=chosen["type"])
        if chosen.get("month") and status != LeaveStatus.PENDING:
            month = date.fromisoformat(f"{chosen['month']}-01")
            rows = rows.filter(date__gte=month, date__lte=last_day(month))
        return rows if status == ALL else rows.in_status(LeaveStatus(status))

    def status_for(self, *, is_admin: bool) -> str:
        """The tab that is open: what waits for an admin, everything for staff."""
        self.is_valid()
        default = LeaveStatus.PENDING.value if is_admin else ALL
        return self.cleaned_data.get("status") or default


def _months(today: date) -> list[tuple[str, str]]:
    month, first = add_months(today, MONTHS_AHEAD), add_months(first_day(today), -MONTHS_BACK)
    choices = []
    while month >= first:
        choices.append((f"{month:%Y-%m}", str(formats.month(month))))
        month = add_months(month, -1)
    return choices


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
