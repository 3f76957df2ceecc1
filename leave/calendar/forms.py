"""Which part of the calendar is shown, and what a day of it is to be."""

import datetime
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.web.forms.fields import DateInput, FlatChoiceField, VisibleTextField
from leave.calendar.deciding import DayDecision
from leave.calendar.month import Team
from leave.models import CalendarDay, CalendarDayKind
from leave.rules.days import FIRST_YEAR, LAST_YEAR, DayKind

MINUTES_OF_A_DAY = 24 * 60


class CalendarFilter(forms.Form):
    """Whose leave is shown; anything unreadable is everybody's."""

    team = FlatChoiceField(label=gettext_lazy("Team"), required=False)
    # What else is in the address, and stays.
    month = forms.CharField(widget=forms.HiddenInput, required=False)
    view = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict, teams: Sequence[Team]) -> None:
        super().__init__(data)
        self.teams = {team.value: team for team in teams}
        everybody = ("", _("Everybody"))
        choices = [everybody, *((value, team.name) for value, team in self.teams.items())]
        cast(FlatChoiceField, self.fields["team"]).choices = choices

    def chosen(self) -> Team | None:
        """The team; None for everybody."""
        return self.teams.get(self.data.get("team", ""))


class DayForm(forms.Form):
    """What a day is to be."""

    kind = FlatChoiceField(label=gettext_lazy("What it is"), choices=CalendarDayKind.choices)
    minutes = forms.IntegerField(
        label=gettext_lazy("Closed minutes"),
        min_value=1,
        max_value=MINUTES_OF_A_DAY - 1,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """A day that is closed in part says for how long; any other has no minutes."""
        data = self.cleaned_data
        if data.get("kind") != DayKind.CLOSED_IN_PART:
            return data | {"minutes": 0}
        if "minutes" in data and not data["minutes"]:
            self.add_error("minutes", _("For how many minutes is it closed?"))
        return data

    def decision(self) -> DayDecision:
        """What was decided; only after validation."""
        return DayDecision(DayKind(self.cleaned_data["kind"]), self.cleaned_data["minutes"] or 0)


class NewDayForm(DayForm):
    """A day that the floor closes by itself."""

    date = forms.DateField(label=gettext_lazy("Date"), widget=DateInput, input_formats=["%Y-%m-%d"])
    name = VisibleTextField(label=gettext_lazy("Why"), max_length=120)
    field_order = ("date", "name", "kind", "minutes")

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"kind": CalendarDayKind.CLOSED_FREE})

    def clean_date(self) -> datetime.date:
        """A day of a year that has holidays."""
        day: datetime.date = self.cleaned_data["date"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            years = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise forms.ValidationError(_("A day from %(first)s to %(last)s.") % years)
        return day


class StoredDayForm(DayForm):
    """A day of the calendar as one row of its year."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    confirm = forms.BooleanField(label=gettext_lazy("Confirm"), required=False)

    def __init__(self, day: CalendarDay, data: QueryDict | None = None) -> None:
        self.day = day
        initial = {
            "kind": day.kind,
            "minutes": day.minutes or None,
            "version": day.version,
            # A reckoned date is confirmed by nobody who only looks over the list.
            "confirm": not day.is_estimate,
        }
        super().__init__(data, prefix=str(day.pk), initial=initial)

    @property
    def is_decided(self) -> bool:
        """Whether the posted row decides something; only after validation.

        One that waits is decided by its tick, one that was decided before by another value.
        """
        if self.day.confirmed_at is None:
            return bool(self.cleaned_data["confirm"])
        return self.decision() != (self.day.kind, self.day.minutes)
