"""The terms of a version as people edit them; works without a script (LM-3)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.web.forms.fields import VisibleTextField
from loyalty.rules.points.lots import shortest_life
from loyalty.rules.programmes import (
    Badge,
    BadgeMetric,
    Earning,
    StorePurchases,
    Terms,
    earliest_beginning,
)
from loyalty.rules.tiers import LONGEST_NAME, Ladder, NotALadder, Tier, ladder
from omset.fields import AmountField, WrittenDateField
from omset.rules.amounts import LONGEST, stated_amount
from omset.rules.money import LARGEST

MOST_TIERS = 6
MOST_POINTS, MOST_DAYS, MOST_MONTHS = 1_000_000, 365, 120
# A window of one month would be empty on each first day of a month, whatever was bought before it.
SHORTEST_WINDOW = 2
MOST_DEPARTMENTS, LONGEST_CODE = 50, 40
EARNING = ("unit", "points", "minimum", "cap", "excluded")
PLAIN = ("goal", "hold_days", "expiry_months", "tier_months", "adjustment_limit")
BADGES = {
    BadgeMetric.PURCHASES: gettext_lazy("Badge: purchases"),
    BadgeMetric.SPEND: gettext_lazy("Badge: spend"),
    BadgeMetric.POINTS: gettext_lazy("Badge: points earned"),
    BadgeMetric.FREQUENCY: gettext_lazy("Badge: purchases a month"),
}
STORE_PURCHASES = {
    StorePurchases.RECEIPTS: gettext_lazy("Receipts"),
    StorePurchases.LINES: gettext_lazy("Months of sales lines"),
}
amount_field = partial(
    AmountField, read=stated_amount, largest=LARGEST, max_length=LONGEST, required=False
)


class TermsForm(forms.Form):
    """Earning, tiers from the lowest on, badges, and when it begins."""

    valid_from = WrittenDateField(label=gettext_lazy("Valid from"))
    unit = amount_field(label=gettext_lazy("For each full amount of"), required=True)
    points = forms.IntegerField(
        label=gettext_lazy("so many points"), min_value=0, max_value=MOST_POINTS
    )
    minimum = amount_field(label=gettext_lazy("Nothing for purchases below"))
    cap = forms.IntegerField(
        label=gettext_lazy("At most so many points a purchase"),
        min_value=0,
        max_value=MOST_POINTS,
        required=False,
    )
    excluded = forms.CharField(
        label=gettext_lazy("Departments that earn nothing"),
        max_length=MOST_DEPARTMENTS * (LONGEST_CODE + 1),
        required=False,
        help_text=gettext_lazy(
            "Their codes, with commas between. Known of sales lines alone: receipts and deposits "
            "do not say what was bought."
        ),
    )
    hold_days = forms.IntegerField(
        label=gettext_lazy("Days before points can be spent"), min_value=0, max_value=MOST_DAYS
    )
    expiry_months = forms.IntegerField(
        label=gettext_lazy("Months after which points expire"),
        min_value=1,
        max_value=MOST_MONTHS,
        required=False,
    )
    goal = forms.IntegerField(
        label=gettext_lazy("Goal in points"), min_value=1, max_value=MOST_POINTS
    )
    tier_months = forms.IntegerField(
        label=gettext_lazy("Tier window in months (empty: all time)"),
        min_value=SHORTEST_WINDOW,
        max_value=MOST_MONTHS,
        required=False,
        help_text=gettext_lazy("Calendar months, the running one among them; without the opening."),
    )
    adjustment_limit = forms.IntegerField(
        label=gettext_lazy("A second admin confirms adjustments above"),
        min_value=0,
        max_value=MOST_POINTS,
    )
    store_purchases = forms.ChoiceField(
        label=gettext_lazy("Purchases in stores are"),
        choices=[(each.value, label) for each, label in STORE_PURCHASES.items()],
        help_text=gettext_lazy("The other file then feeds analytics only: a month has never both."),
    )
    point_value = amount_field(
        label=gettext_lazy("Value of a point (empty: not stated)"),
        help_text=gettext_lazy("The points account then shows the open liability."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        for number in range(1, MOST_TIERS + 1):
            self.fields |= _fields_of_tier(number)
        for name, label in _badge_fields():
            self.fields[name] = amount_field(label=label)

    def clean_unit(self) -> Decimal:
        """More than nothing."""
        unit = self.cleaned_data["unit"]
        if not unit or unit <= 0:
            raise ValidationError(_("More than 0."))
        return unit

    def clean_excluded(self) -> tuple[str, ...]:
        """The codes, each once."""
        codes = [
            code for each in self.cleaned_data["excluded"].split(",") if (code := each.strip())
        ]
        if len(codes) > MOST_DEPARTMENTS or any(len(code) > LONGEST_CODE for code in codes):
            raise ValidationError(_("At most 50 codes of at most 40 characters."))
        return tuple(sorted(set(codes)))

    def clean_valid_from(self) -> date:
        """Tomorrow at the earliest: what was promised for today stays."""
        valid_from = self.cleaned_data["valid_from"]
        if valid_from < earliest_beginning(timezone.localdate()):
            raise ValidationError(_("A version begins tomorrow at the earliest."))
        return valid_from

    def clean(self) -> dict[str, Any]:
        """The ladder of the tiers that were named; points that can be spent before they end."""
        chosen = self.cleaned_data
        hold, expiry = chosen.get("hold_days"), chosen.get("expiry_months")
        if hold and expiry and hold > shortest_life(expiry):
            text = _("Points would expire before they can be spent: at most %(days)d days.")
            self.add_error("hold_days", text % {"days": shortest_life(expiry)})
        tiers = [
            Tier(name, chosen.get(f"tier_{number}_minimum") or Decimal(0))
            for number in range(1, MOST_TIERS + 1)
            if (name := chosen.get(f"tier_{number}"))
        ]
        try:
            chosen["tiers"] = ladder(tiers)
        except NotALadder:
            text = _("Tiers begin at 0, rise, and have a name each of their own.")
            self.add_error("tier_1", text)
        return chosen

    def terms(self) -> Terms:
        """What was typed; only after validation."""
        chosen = self.cleaned_data
        earning = Earning(**{name: chosen[name] for name in EARNING})
        badges = [Badge(metric, chosen[_name_of(metric)]) for metric in BADGES]
        return Terms(
            earning=earning,
            tiers=chosen["tiers"],
            badges=tuple(badge for badge in badges if badge.least),
            store_purchases=StorePurchases(chosen["store_purchases"]),
            point_value=chosen["point_value"],
            **{name: chosen[name] for name in PLAIN},
        )


def initial_of(terms: Terms, valid_from: date, version: int) -> dict[str, Any]:
    """What the fields hold for terms that are stored."""
    return {
        "valid_from": valid_from,
        "version": version,
        "unit": _text(terms.earning.unit),
        "points": terms.earning.points,
        "minimum": _text(terms.earning.minimum),
        "cap": terms.earning.cap,
        "excluded": ", ".join(terms.earning.excluded),
        "store_purchases": terms.store_purchases.value,
        "point_value": _text(terms.point_value),
        **{name: getattr(terms, name) for name in PLAIN},
        **dict(_tier_texts(terms.tiers)),
        **{_name_of(metric): _text(least) for metric, least in terms.badges},
    }


def _fields_of_tier(number: int) -> dict[str, forms.Field]:
    is_first = number == 1
    words = {"number": number}
    name = VisibleTextField(
        label=_("Tier %(number)d") % words, max_length=LONGEST_NAME, required=is_first
    )
    minimum = amount_field(label=_("Tier %(number)d from a spend of") % words, may_be_zero=True)
    return {f"tier_{number}": name} | ({} if is_first else {f"tier_{number}_minimum": minimum})


def _badge_fields() -> Iterator[tuple[str, Any]]:
    return ((_name_of(metric), label) for metric, label in BADGES.items())


def _name_of(metric: BadgeMetric) -> str:
    return f"badge_{metric.name.lower()}"


def _tier_texts(tiers: Ladder) -> Iterator[tuple[str, str]]:
    for number, tier in enumerate(tiers, start=1):
        yield f"tier_{number}", tier.name
        yield f"tier_{number}_minimum", _text(tier.minimum)


def _text(amount: Decimal | None) -> str:
    """As stated_amount() reads it: without separators."""
    if amount is None:
        return ""
    whole = amount == amount.to_integral_value()
    return f"{amount:.0f}" if whole else f"{amount:f}"
