"""A plan as people edit it: rows of thresholds and tiers, works without a script (BO-8, LB-6).

Rows are fields named part-number-field. A blank row is no row; `add` and `remove` are buttons
that send the form and bring it back with one more or one less.
"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bonuses.models import BonusPlan
from bonuses.rules import plans
from bonuses.rules.rates import Plan, Targets, Threshold, Tier
from crm.calendar import add_months, first_day, months_between
from crm.web.templatetags import formats
from omset.fields import AmountField
from omset.rules.amounts import LONGEST, stated_amount, typed_amount
from omset.rules.money import LARGEST

MOST_ROWS = 20
MONTHS_AHEAD = 12
MOST_A_DAY = 9999
LARGEST_BONUS = Decimal("99999999.99")
PROBLEMS = {
    "negative": _("More than 0, and no bonus below 0."),
    "twice": _("This omset stands here twice."),
    "order": _("“To” is less than “from”."),
    "gap": _("There is a gap before this row: it has to begin where the row before ends."),
    "overlap": _("This overlaps with the row before. Only the last row may have an open end."),
    "open": _("The last row must have an open end: leave “to” empty."),
    "target": _("A target must be more than 0."),
}
REQUIRED = _("Fill in this field, or leave the whole row empty.")


# Whether a 0 makes sense is for plans.defects to say.
plan_amount = partial(AmountField, may_be_zero=True, max_length=LONGEST)


class HeadForm(forms.Form):
    """What a plan has once."""

    valid_from = forms.ChoiceField(label=_("Valid from"))
    currency = forms.ChoiceField(
        label=_("Currency of the bonuses"), choices=[(code, code) for code in plans.CURRENCIES]
    )
    omset = plan_amount(label=_("Target: omset a month"), read=typed_amount, largest=LARGEST)
    ndp = forms.IntegerField(label=_("Target: NDP a day"), max_value=MOST_A_DAY)
    rdp = forms.IntegerField(label=_("Target: RDP a day"), max_value=MOST_A_DAY)
    note = forms.CharField(
        label=_("Note"),
        max_length=BonusPlan._meta.get_field("note").max_length,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, initial: dict[str, Any], draft: BonusPlan
    ) -> None:
        super().__init__(data, initial=initial)
        months = _months(draft.valid_from)
        self.fields["valid_from"] = forms.ChoiceField(label=_("Valid from"), choices=months)


PlanRow = Threshold | Tier


class RowForm(forms.Form):
    """One row; all of it, or nothing."""

    needed: tuple[str, ...]
    use_required_attribute = False

    @property
    def is_blank(self) -> bool:
        """True if nothing was typed; only after validation."""
        return not self.errors and all(value is None for value in self.cleaned_data.values())

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing in a row that has been begun."""
        super().clean()
        data = self.cleaned_data
        if any(value is not None for value in data.values()):
            for name in self.needed:
                if name not in self.errors and data.get(name) is None:
                    self.add_error(name, REQUIRED)
        return data

    @staticmethod
    def texts(row: Any) -> dict[str, Any]:
        """What the fields of a stored row contain."""
        raise NotImplementedError

    def row(self) -> Any:
        """The row as the plan keeps it; only after validation."""
        raise NotImplementedError


class ThresholdForm(RowForm):
    needed = ("omset", "bonus")

    omset = plan_amount(label=_("Omset from"), read=typed_amount, largest=LARGEST, required=False)
    bonus = plan_amount(label=_("Bonus"), read=stated_amount, largest=LARGEST_BONUS, required=False)

    @staticmethod
    def texts(threshold: Threshold) -> dict:
        return {"omset": _amount(threshold.omset), "bonus": _bonus(threshold.bonus)}

    def row(self) -> Threshold:
        return Threshold(**self.cleaned_data)


class TierForm(RowForm):
    needed = ("least", "bonus")

    least = forms.IntegerField(label=_("From"), max_value=MOST_A_DAY, required=False)
    most = forms.IntegerField(label=_("To"), max_value=MOST_A_DAY, required=False)
    bonus = plan_amount(label=_("Bonus"), read=stated_amount, largest=LARGEST_BONUS, required=False)

    @property
    def label(self) -> str:
        """What the row covers, from its bounds as they stand in the form (BO-8)."""
        least, most = (str(self[name].value() or "").strip() for name in ("least", "most"))
        if not _is_count(least) or not (_is_count(most) or not most):
            return ""
        return Tier(int(least), int(most) if most else None, Decimal(0)).label

    @staticmethod
    def texts(tier: Tier) -> dict:
        return {"least": tier.least, "most": tier.most, "bonus": _bonus(tier.bonus)}

    def row(self) -> Tier:
        return Tier(**self.cleaned_data)


class PartRows:
    """The rows of one part of the form, with one more to fill in."""

    def __init__(
        self, part: str, row_form: type[RowForm], data: QueryDict | None, rows: Iterable[PlanRow]
    ) -> None:
        self.part, self.row_form = part, row_form
        self.is_shorter = False
        self.is_bound = data is not None
        if data is not None:
            self.forms = [self._form(number, data) for number in _numbers(part, data)]
        else:
            filled = [self._form(at, initial=row_form.texts(row)) for at, row in enumerate(rows)]
            self.forms = [*filled, self._form(len(filled))]

    def is_valid(self) -> bool:
        # Each row is to name what is wrong with it: all of them are checked.
        return not [form for form in self.forms if not form.is_valid()]

    @property
    def filled(self) -> list[RowForm]:
        """The rows in which something was typed; only after validation."""
        return [form for form in self.forms if not form.is_blank]

    def show_again(self, data: QueryDict, *, without: str = "", more: bool = False) -> None:
        """Show what was typed again, without judging it: a row less, or one more."""
        numbers = [at for at in _numbers(self.part, data) if f"{self.part}-{at}" != without]
        self.forms = [self._form(at, initial=self._texts_of(at, data)) for at in numbers]
        self.is_shorter = without.startswith(f"{self.part}-")
        if (more or not numbers) and len(numbers) < MOST_ROWS:
            added = self._form(max(numbers, default=-1) + 1)
            next(iter(added.fields.values())).widget.attrs["autofocus"] = more
            self.forms.append(added)

    def _form(self, number: int, data: QueryDict | None = None, **options: Any) -> RowForm:
        return self.row_form(data, prefix=f"{self.part}-{number}", **options)

    def _texts_of(self, number: int, data: QueryDict) -> dict[str, str]:
        names = self.row_form.base_fields
        return {name: data.get(f"{self.part}-{number}-{name}", "") for name in names}


class PlanForm:
    """The whole form: `head`, and the rows of `main`, `ndp` and `rdp`."""

    def __init__(self, draft: BonusPlan, data: QueryDict | None = None) -> None:
        plan = draft.plan
        self.head = HeadForm(data, initial=_head(draft, plan), draft=draft)
        self.main = PartRows("main", ThresholdForm, data, plan.main)
        self.ndp = PartRows("ndp", TierForm, data, plan.ndp)
        self.rdp = PartRows("rdp", TierForm, data, plan.rdp)
        self.data = QueryDict() if data is None else data
        self.draft = draft

    @property
    def parts(self) -> list[PartRows]:
        return [self.main, self.ndp, self.rdp]

    def is_valid(self) -> bool:
        """True for a readable and sound plan; else each field says what is wrong."""
        # Each part is to name what is wrong with it: all of them are checked.
        valid = [self.head.is_valid(), *(part.is_valid() for part in self.parts)]
        if not all(valid):
            return False
        defects = plans.defects(self.plan())
        for defect in defects:
            self._form_of(defect).add_error(defect.field, PROBLEMS[defect.problem])
        return not defects

    def plan(self) -> Plan:
        """What was typed, in the order of the rows; only of readable fields."""
        head = self.head.cleaned_data
        main, ndp, rdp = (tuple(form.row() for form in part.filled) for part in self.parts)
        targets = Targets(omset=head["omset"], ndp=head["ndp"], rdp=head["rdp"])
        return Plan(main=main, ndp=ndp, rdp=rdp, targets=targets, currency=head["currency"])

    def valid_from(self) -> date:
        """The first day of the chosen month."""
        return date.fromisoformat(f"{self.head.cleaned_data['valid_from']}-01")

    def change_rows(self) -> None:
        """Do what the button `add` or `remove` asks for, and judge nothing yet."""
        for part in self.parts:
            more = self.data.get("add") == part.part
            part.show_again(self.data, without=self.data.get("remove", ""), more=more)
        typed = {name: self.data.get(name, "") for name in self.head.fields}
        self.head = HeadForm(initial=typed, draft=self.draft)

    def restate(self, version: int) -> None:
        """Show the bound form again as an edit of `version`."""
        data = self.data.copy()
        data["version"] = str(version)
        self.head.data = data

    def _form_of(self, defect: plans.Defect) -> forms.Form:
        if defect.part == "targets":
            return self.head
        return getattr(self, defect.part).filled[defect.row]


def _is_count(text: str) -> bool:
    # Of thousands of digits Python makes no number.
    return text.isdecimal() and len(text) <= LONGEST


def _numbers(part: str, data: QueryDict) -> list[int]:
    matches = (re.fullmatch(rf"{part}-(\d{{1,3}})-[a-z]+", name, re.ASCII) for name in data)
    return sorted({int(match[1]) for match in matches if match})[:MOST_ROWS]


def _head(draft: BonusPlan, plan: Plan) -> dict:
    return {
        "valid_from": f"{draft.valid_from:%Y-%m}",
        "currency": plan.currency,
        "omset": _amount(plan.targets.omset),
        "ndp": plan.targets.ndp,
        "rdp": plan.targets.rdp,
        "note": draft.note,
        "version": draft.version,
    }


def _months(own: date) -> list[tuple[str, str]]:
    """This month and those that follow: a plan never begins in the past. `own` stays as it is."""
    today = timezone.localdate()
    months = {first_day(own), *months_between(today, add_months(today, MONTHS_AHEAD))}
    return [(f"{month:%Y-%m}", formats.month(month)) for month in sorted(months)]


def _amount(amount: Decimal) -> str:
    # Without decimals a small number would be read as thousands.
    return formats.decimal(amount) if amount >= 1000 else _bonus(amount, places=True)


def _bonus(amount: Decimal, *, places: bool = False) -> str:
    whole = amount == amount.to_integral_value() and not places
    return f"{amount:.0f}" if whole else f"{amount:.2f}".replace(".", ",")
