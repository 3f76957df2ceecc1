"""Looking for breaks, and when one that was left open really ended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.web.forms.fields import DateInput, VisibleTextField
from crm.web.forms.reasons import LONGEST_REASON
from leave.attendance.forms import MinuteField, PeopleFilter


class BreakFilter(PeopleFilter):
    """Which breaks a list shows."""

    first = forms.DateField(label=_("From"), required=False, widget=DateInput)
    last = forms.DateField(label=_("Until"), required=False, widget=DateInput)
    waits = forms.BooleanField(label=_("To confirm"), required=False)

    def further(self, chosen: dict[str, Any]) -> dict[str, Any]:
        """From shift to shift, and whether they wait for an admin."""
        return {
            "shift_date__gte": chosen.get("first"),
            "shift_date__lte": chosen.get("last"),
            "waits": chosen.get("waits"),
        }


class ConfirmForm(forms.Form):
    """When a break ended that the system has closed; left empty, as it was closed."""

    ended = MinuteField(label=_("Really ended at"), required=False)
    reason = VisibleTextField(label=_("Reason"), max_length=LONGEST_REASON, required=False)

    def clean(self) -> dict[str, Any]:
        """Another end needs a reason."""
        chosen = self.cleaned_data
        if chosen.get("ended") is not None and not chosen.get("reason"):
            self.add_error("reason", _("Say why it ended then."))
        return chosen
