"""What is chosen of segments: the day and window of a new run, and which buyers are listed."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.models import SegmentRun
from loyalty.rules.rfm.movement import ABSENT
from loyalty.rules.rfm.segments import Segment
from loyalty.segments.explaining import SEGMENT_NAMES
from loyalty.segments.lists import BuyersWish, OtherRun, cells_of
from omset.fields import WrittenDateField

LONGEST_WINDOW = 1200
NEW_OR_GONE = "none"


class NewRunForm(forms.Form):
    """A day that is over, and how many months before it count."""

    day = WrittenDateField(label=gettext_lazy("Reference day"))
    months = forms.IntegerField(
        label=gettext_lazy("Last months only"),
        min_value=1,
        max_value=LONGEST_WINDOW,
        required=False,
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("The day has not come yet."))
        return day


class BuyersForm(forms.Form):
    """Which of a run's buyers: of a segment, a cell, or who came from a segment of another run.

    `was` and `became` name a segment, or none for who is in one of the two runs alone.
    """

    segment = forms.ChoiceField(
        choices=[("", ""), *((each.value, name) for each, name in SEGMENT_NAMES.items())],
        required=False,
        widget=forms.HiddenInput,
    )
    cell = forms.IntegerField(required=False, widget=forms.HiddenInput)
    before = forms.CharField(max_length=24, required=False, widget=forms.HiddenInput)
    was = forms.CharField(max_length=19, required=False, widget=forms.HiddenInput)
    became = forms.CharField(max_length=19, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, run: SegmentRun, others: Iterable[SegmentRun]) -> None:
        super().__init__(data)
        self.run = run
        self.others = {str(each.pk): each for each in others}

    def clean_cell(self) -> int | None:
        cell: int | None = self.cleaned_data["cell"]
        if cell is not None and cell not in cells_of(None):
            raise ValidationError(_("There is no such cell."))
        return cell

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if chosen.get("before"):
            self._check_movement(chosen)
        return chosen

    def wish(self, keys: list[str] | None) -> BuyersWish:
        """What is listed. Of the gone it is the earlier run that has their rows."""
        chosen = self.cleaned_data
        if not chosen["before"]:
            segment = Segment(chosen["segment"]) if chosen["segment"] else None
            return BuyersWish(run=self.run, segment=segment, cell=chosen["cell"], keys=keys)
        before = self.others[chosen["before"]]
        was, became = _place(chosen["was"]), _place(chosen["became"])
        if became is ABSENT:
            other = OtherRun(self.run.pk, ABSENT)
            return BuyersWish(run=before, segment=was, other=other, keys=keys)
        return BuyersWish(run=self.run, segment=became, other=OtherRun(before.pk, was), keys=keys)

    def _check_movement(self, chosen: dict[str, Any]) -> None:
        places = [chosen.get("was"), chosen.get("became")]
        known = {NEW_OR_GONE, *(each.value for each in Segment)}
        is_known = chosen["before"] in self.others and known.issuperset(places)
        if not is_known or places == [NEW_OR_GONE, NEW_OR_GONE]:
            raise ValidationError(_("There is no such movement."))


def place_text(segment: Segment | None) -> str:
    """How an address says a segment, or that somebody is in none."""
    return NEW_OR_GONE if segment is ABSENT else segment.value


def _place(text: str) -> Segment | None:
    return ABSENT if text == NEW_OR_GONE else Segment(text)
