"""A value, from when on and why; the control of the value is that of its unit."""

import re
from datetime import time
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.policies import verbs
from crm.policies.models import PolicyValue
from crm.policies.units import MINUTES, shift_value, text_of
from crm.registry.policies import Policy, PolicyRefused, Unit
from crm.staff.models import Product, User
from crm.web.forms.fields import TimeInput, VisibleTextField
from crm.web.forms.reasons import LONGEST_REASON
from omset.fields import AmountField, WrittenDateField
from omset.rules.amounts import LONGEST, stated_amount

LABELS = {
    Unit.DAYS: gettext_lazy("Days"),
    Unit.COUNT: gettext_lazy("Number"),
    Unit.PERCENT: gettext_lazy("Percent"),
    Unit.RUPIAH: gettext_lazy("Rupiah"),
    Unit.TIME: gettext_lazy("Time"),
    Unit.SHIFT: gettext_lazy("From and to"),
    Unit.HOURS: gettext_lazy("Hours"),
    Unit.MINUTES: gettext_lazy("Minutes"),
    Unit.RATE: gettext_lazy("Rupiah for one dollar"),
    Unit.BAHT_RATE: gettext_lazy("Baht for one dollar"),
    Unit.DOLLARS: gettext_lazy("Dollars"),
    Unit.SWITCH: gettext_lazy("On or off"),
}
HELP = {
    Unit.RUPIAH: gettext_lazy("Without separators: 16250"),
    Unit.RATE: gettext_lazy("Without separators: 16250"),
    Unit.SHIFT: gettext_lazy("As 11:00-23:00; 22:00-06:00 ends on the next day."),
}
WHOLE = (Unit.DAYS, Unit.HOURS, Unit.MINUTES, Unit.COUNT)
_TIME = "([01]?[0-9]|2[0-3])[:.]([0-5][0-9])"
WRITTEN_SHIFT = re.compile(rf"\s*{_TIME}\s*[-\u2013]\s*{_TIME}\s*")
SWITCH = [(1, gettext_lazy("on")), (0, gettext_lazy("off"))]


class ShiftField(forms.CharField):
    """Two times of day, as the value by which working hours are kept."""

    def to_python(self, value: object) -> Any:
        """The kept value, a Decimal; "" for nothing."""
        text = super().to_python(value)
        if not text:
            return ""
        times = WRITTEN_SHIFT.fullmatch(text)
        if times is None:
            raise forms.ValidationError(_("Write two times, as 11:00-23:00."))
        hours, minutes = times.group(1, 3), times.group(2, 4)
        start, end = (
            int(hour) * MINUTES + int(minute) for hour, minute in zip(hours, minutes, strict=True)
        )
        if start == end:
            raise forms.ValidationError(_("A shift does not end as it starts."))
        return shift_value(start, end)


class DecisionForm(forms.Form):
    """What a master admin decides about one policy."""

    valid_from = WrittenDateField(label=gettext_lazy("Valid from"))
    reason = VisibleTextField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("product", "valid_from", "value", "withdraw", "reason")

    def __init__(self, policy: Policy, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"valid_from": timezone.localdate()})
        self.policy = policy
        self.fields["value"] = value_field(policy)
        if policy.per_product:
            self.fields |= fields_of_a_product()
            self.fields["value"].required = False
        self.order_fields(self.field_order)

    def clean_value(self) -> Decimal:
        """The value in its unit, within the bounds of the policy."""
        number, policy = self.cleaned_data["value"], self.policy
        if number in (None, ""):
            return Decimal(0)
        value = _in_unit(number)
        if not policy.least <= value <= policy.most:
            bounds = {"least": policy.least, "most": policy.most}
            facts = {name: text_of(policy.unit, bound) for name, bound in bounds.items()}
            raise forms.ValidationError(_("From %(least)s to %(most)s.") % facts)
        return value

    def clean(self) -> dict[str, Any]:
        """A value, or a product that has none of its own any more."""
        chosen = self.cleaned_data
        if chosen.get("withdraw") and not chosen.get("product"):
            self.add_error("product", _("Choose the product."))
        if not chosen.get("withdraw") and "value" in chosen and not self.data.get("value"):
            self.add_error("value", self.fields["value"].error_messages["required"])
        return chosen

    def decide(self, by: User) -> PolicyValue | None:
        """The new value; None, with the reason beside its field, where it may not be."""
        chosen = dict(self.cleaned_data)
        try:
            if chosen.pop("withdraw", False):
                chosen.pop("value")
                return verbs.withdraw(self.policy, by=by, **chosen)
            return verbs.decide(self.policy, by=by, **chosen)
        except PolicyRefused as refused:
            self.add_error(refused.field, str(refused))
            return None


def fields_of_a_product() -> dict[str, forms.Field]:
    """Which product a value is for, and that it shall have none of its own any more."""
    product = forms.ModelChoiceField(
        label=gettext_lazy("Product"),
        queryset=Product.objects.order_by("name_key"),
        required=False,
        empty_label=gettext_lazy("All products without a value of their own"),
    )
    withdraw = forms.BooleanField(
        label=gettext_lazy("The product follows the value of all products again"), required=False
    )
    return {"product": product, "withdraw": withdraw}


def value_field(policy: Policy) -> forms.Field:
    """A control for values of the policy's unit."""
    label, note = LABELS[policy.unit], HELP.get(policy.unit, "")
    if policy.unit == Unit.TIME:
        return forms.TimeField(
            label=label, widget=TimeInput(format="%H:%M"), input_formats=["%H:%M"]
        )
    if policy.unit == Unit.SHIFT:
        return ShiftField(label=label, help_text=note)
    if policy.unit == Unit.SWITCH:
        return forms.TypedChoiceField(label=label, choices=SWITCH, coerce=int)
    if policy.unit in WHOLE:
        return forms.IntegerField(label=label)
    return AmountField(
        label=label,
        read=stated_amount,
        largest=policy.most,
        may_be_zero=True,
        max_length=LONGEST,
        help_text=note,
    )


def _in_unit(value: time | Decimal | int | str) -> Decimal:
    if isinstance(value, time):
        return Decimal(value.hour * MINUTES + value.minute)
    return Decimal(value)
