"""Forms of rewards: one reward in groups of fields, and why a redemption is rejected."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from crm.web.forms.fields import FlatChoiceField, VisibleTextField
from crm.web.forms.reasons import LONGEST_REASON
from loyalty.models import RejectReason, Reward
from loyalty.models.reward_words import EXPIRIES, TYPES, Words
from loyalty.models.rewards import LONGEST_CATEGORY, LONGEST_SKU, LONGEST_TEXT
from loyalty.rewards.catalogue import FACTS, RewardFacts
from loyalty.rewards.words import FAULTS
from loyalty.rules.rewards.terms import (
    HIGHEST_PERCENT,
    LONGEST_DESCRIPTION,
    LONGEST_TITLE,
    ExpiryKind,
    Fault,
    RewardType,
)
from omset.fields import AmountField, WrittenDateField
from omset.rules.amounts import LONGEST, stated_amount
from omset.rules.money import LARGEST

MOST_POINTS, MOST_PIECES, MOST_DAYS, MOST_PLACES = 1_000_000, 1_000_000, 3_650, 1_000
amount_field = partial(
    AmountField, read=stated_amount, largest=LARGEST, max_length=LONGEST, required=False
)
optional_number = partial(forms.IntegerField, required=False)


def text_field(label: Any, *, rows: int = 0, **options: Any) -> VisibleTextField:
    """A text of one line, or of several."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return VisibleTextField(label=label, widget=widget, **options)


class FieldGroup(NamedTuple):
    """Fields that belong together, under a heading."""

    label: Words
    fields: list[BoundField]


class RewardForm(forms.Form):
    """A reward; what its type and expiry need is said at the field (LR-1, LR-3)."""

    title = text_field(_("Title"), max_length=LONGEST_TITLE)
    description = text_field(
        _("Description"), rows=3, max_length=LONGEST_DESCRIPTION, required=False
    )
    category = text_field(_("Category"), max_length=LONGEST_CATEGORY, required=False)
    reward_type = FlatChoiceField(
        label=_("Type"), choices=[(each.value, word) for each, word in TYPES.items()]
    )
    percent = optional_number(
        label=_("Percent off"),
        min_value=1,
        max_value=HIGHEST_PERCENT,
        help_text=_("For percent off."),
    )
    most_off = amount_field(label=_("At most"), help_text=_("For percent off."))
    amount = amount_field(label=_("Amount"), help_text=_("For amount off and vouchers."))
    sku = text_field(
        _("Article (SKU)"),
        max_length=LONGEST_SKU,
        required=False,
        help_text=_("For a free article."),
    )
    instructions = text_field(
        _("How to use it"),
        rows=3,
        max_length=LONGEST_TEXT,
        required=False,
        help_text=_("Needed for something else."),
    )
    points = forms.IntegerField(label=_("Price in points"), min_value=0, max_value=MOST_POINTS)
    tier = FlatChoiceField(label=_("From the tier on"), required=False)
    minimum_purchase = amount_field(
        label=_("Minimum purchase"), help_text=_("At the till, when it is used.")
    )
    stock = optional_number(
        label=_("Stock"),
        min_value=0,
        max_value=MOST_PIECES,
        help_text=_("Empty: unlimited. 0: none at all."),
    )
    limit_per_member = optional_number(
        label=_("Most per member"), min_value=1, max_value=MOST_PIECES
    )
    uses = forms.IntegerField(
        label=_("Uses of one redemption"), min_value=1, max_value=MOST_PIECES, initial=1
    )
    needs_approval = forms.BooleanField(
        label=_("An admin approves each request"), required=False, initial=True
    )
    visible_from = WrittenDateField(label=_("Offered from"), required=False)
    visible_to = WrittenDateField(label=_("Offered until"), required=False)
    expiry = FlatChoiceField(
        label=_("It expires"), choices=[(each.value, word) for each, word in EXPIRIES.items()]
    )
    expiry_day = WrittenDateField(label=_("Last day"), required=False)
    expiry_days = optional_number(label=_("Days"), min_value=1, max_value=MOST_DAYS)
    refunds_expired = forms.BooleanField(
        label=_("The points of an expired redemption come back"), required=False
    )
    is_featured = forms.BooleanField(label=_("Featured: shown first"), required=False)
    sort_order = forms.IntegerField(
        label=_("Place in the list"), min_value=0, max_value=MOST_PLACES, initial=0
    )
    conditions = text_field(_("Conditions"), rows=3, max_length=LONGEST_TEXT, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    GROUPS = (
        (_("Reward"), ("title", "description", "category", "is_featured", "sort_order")),
        (_("What it gives"), ("reward_type", "percent", "most_off", "amount", "sku")),
        (_("Who may have it"), ("points", "tier", "stock", "limit_per_member", "needs_approval")),
        (_("How it is used"), ("uses", "minimum_purchase", "instructions", "conditions")),
        (
            _("When"),
            (
                "visible_from",
                "visible_to",
                "expiry",
                "expiry_day",
                "expiry_days",
                "refunds_expired",
            ),
        ),
    )

    def __init__(self, *args: Any, tiers: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("every tier")), *((name, name) for name in tiers)]
        cast(forms.ChoiceField, self.fields["tier"]).choices = choices

    @property
    def groups(self) -> list[FieldGroup]:
        """Every field under its heading."""
        return [FieldGroup(label, [self[name] for name in names]) for label, names in self.GROUPS]

    def facts(self) -> RewardFacts:
        """What was typed; only after validation."""
        typed = {name: self.cleaned_data[name] for name in FACTS}
        typed["reward_type"] = RewardType(typed["reward_type"])
        typed["expiry"] = ExpiryKind(typed["expiry"])
        return RewardFacts(**typed)

    def add_faults(self, faults: Mapping[str, Fault]) -> None:
        """Say at each field what is wrong with it."""
        for name, fault in faults.items():
            self.add_error(name, str(FAULTS[fault]))


def initial_of(reward: Reward) -> dict[str, Any]:
    """What the fields hold for a reward that is stored; amounts as stated_amount() reads them."""
    held = {name: getattr(reward, name) for name in FACTS}
    amounts = {
        name: f"{held[name].normalize():f}"
        for name in ("most_off", "amount", "minimum_purchase")
        if held[name] is not None
    }
    return held | amounts | {"version": reward.version}


class RejectForm(forms.Form):
    """Why a redemption is rejected; in words, too, where none of the reasons says it (LR-9)."""

    reject_reason = FlatChoiceField(
        label=_("Reason"), choices=[("", _("Choose a reason")), *RejectReason.choices]
    )
    note = text_field(_("In words"), max_length=LONGEST_REASON, required=False)

    def clean(self) -> dict[str, Any]:
        """Another reason is said in words."""
        chosen = self.cleaned_data
        if chosen.get("reject_reason") == RejectReason.OTHER and not chosen.get("note"):
            self.add_error("note", str(FAULTS[Fault.NEEDED]))
        return chosen
