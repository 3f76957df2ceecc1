"""How many rows of which database, and everybody's weight."""

from typing import Any, cast
from uuid import uuid4

from bson import ObjectId
from django import forms
from django.utils.translation import gettext_lazy as _

from crm.staff.models import User
from members.models import MemberDatabase

MOST_DISTRIBUTED = 10_000
MOST_WEIGHT = 1_000
# What the name of a weight's field begins with.
WEIGHT = "weight_"


class DistributionForm(forms.Form):
    """So many rows of a database among those present, by their weights."""

    database = forms.ModelChoiceField(
        label=_("Database"), queryset=MemberDatabase.objects.none(), empty_label=_("Choose one")
    )
    count = forms.IntegerField(
        label=_("How many rows"),
        min_value=1,
        max_value=MOST_DISTRIBUTED,
        help_text=_("Altogether: they are distributed among those present."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, present: list[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        databases = MemberDatabase.objects.live().order_by("-created_at", "-pk")
        cast(forms.ModelChoiceField, self.fields["database"]).queryset = databases
        for person in present:
            self.fields[f"{WEIGHT}{person.pk}"] = _weight_field(person)

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        """The weight of each of those present."""
        return [self[name] for name in self.fields if name.startswith(WEIGHT)]

    @property
    def weights(self) -> dict[ObjectId, int]:
        """The weight that each person is given, of a valid form.

        Also of those who were present when it was opened and are not any more: their part must not
        go to the others unsaid.
        """
        chosen = self.cleaned_data.items()
        weights = [*chosen, *((name, 1) for name in self.data if self._names_an_absent(name))]
        by_pk = ((name.removeprefix(WEIGHT), value) for name, value in weights)
        return {ObjectId(pk): value for pk, value in by_pk if ObjectId.is_valid(pk)}

    def _names_an_absent(self, name: str) -> bool:
        """Whether it is the field of somebody else, with a weight."""
        is_weight = name.startswith(WEIGHT) and name not in self.fields
        return is_weight and str(self.data[name]).strip() not in ("", "0")


def _weight_field(person: User) -> forms.IntegerField:
    return forms.IntegerField(
        label=person.name,
        min_value=0,
        max_value=MOST_WEIGHT,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
