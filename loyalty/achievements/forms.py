"""Forms of challenges."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.web.forms.fields import DateInput, FlatChoiceField, VisibleTextField
from crm.web.forms.reasons import LONGEST_REASON
from loyalty.achievements.challenges import ChallengeTerms
from loyalty.models.achievements import LONGEST_NAME
from loyalty.rules.achievements.challenges import ChallengeMetric
from loyalty.rules.programmes import Terms

METRICS = {
    ChallengeMetric.PURCHASES: _("purchases"),
    ChallengeMetric.SPEND: _("spend"),
    ChallengeMetric.POINTS: _("points earned"),
}
EVERY_MONTH, ONCE = "month", "once"
MOST_POINTS = 1_000_000


class ChallengeForm(forms.Form):
    """What a challenge asks for and gives."""

    name = VisibleTextField(label=_("Name"), max_length=LONGEST_NAME)
    metric = FlatChoiceField(
        label=_("What counts"), choices=[(each.value, label) for each, label in METRICS.items()]
    )
    target = forms.DecimalField(
        label=_("Target"), max_digits=14, decimal_places=2, min_value=Decimal("0.01")
    )
    points = forms.IntegerField(
        label=_("Points that it gives"), min_value=0, max_value=MOST_POINTS, initial=0
    )
    badge = VisibleTextField(
        label=_("Badge that it gives"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("What the badge is called. Empty for none."),
    )
    tier = FlatChoiceField(label=_("For members from this tier on"), required=False)
    rhythm = FlatChoiceField(
        label=_("How often"),
        choices=[(ONCE, _("Once, between two days")), (EVERY_MONTH, _("In each calendar month"))],
    )
    first = forms.DateField(label=_("From"), widget=DateInput)
    last = forms.DateField(
        label=_("To"),
        required=False,
        widget=DateInput,
        help_text=_("Of one in each month it may be left out."),
    )

    def __init__(self, terms: Terms | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        tiers = [(tier.name, tier.name) for tier in terms.tiers] if terms else []
        field = self.fields["tier"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *tiers]

    def terms(self) -> ChallengeTerms:
        """What was typed."""
        typed = self.cleaned_data
        return ChallengeTerms(
            name=typed["name"],
            metric=ChallengeMetric(typed["metric"]),
            target=typed["target"],
            points=typed["points"],
            badge=typed["badge"],
            tier=typed["tier"],
            is_monthly=typed["rhythm"] == EVERY_MONTH,
            first=typed["first"],
            last=typed["last"],
        )


class EndForm(forms.Form):
    """Why a challenge ends."""

    reason = VisibleTextField(label=_("Reason"), max_length=LONGEST_REASON)
