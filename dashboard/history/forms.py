"""What the page of all history is filtered by."""

from datetime import date, datetime, time, timedelta

from bson import ObjectId
from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.audit.models import Event, EventQuerySet
from crm.registry.history_words import SUBJECTS
from crm.staff.forms.filter_options import products_and_people
from dashboard.history.words import verbs_by_word

ALL = ("", _("All"))


def _verb_choices() -> list[tuple[str, str | Promise]]:
    return [ALL, *((verbs[0], word) for word, verbs in verbs_by_word().items())]


def _subject_choices() -> list[tuple[str, str | Promise]]:
    return [ALL, *SUBJECTS.items()]


class HistoryFilter(forms.Form):
    """Who did what to which kind of thing on which day; empty fields filter nothing."""

    person = forms.ChoiceField(label=_("Person"), required=False)
    verb = forms.ChoiceField(label=_("What was done"), choices=_verb_choices, required=False)
    what = forms.ChoiceField(label=_("To what"), choices=_subject_choices, required=False)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query)
        products, people = products_and_people()
        # Of accounts and products, by their ids.
        self.names = {each.pk: each.name for each in (*products, *people)}
        field = self.fields["person"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [ALL, *((str(person.pk), person.name) for person in people)]

    def events(self) -> EventQuerySet:
        """The chosen events; only after validation."""
        data, match = self.cleaned_data, dict[str, object]()
        if data["person"]:
            match["actor_id"] = ObjectId(data["person"])
        if data["verb"]:
            match["verb__in"] = next(
                verbs for verbs in verbs_by_word().values() if data["verb"] in verbs
            )
        if data["what"]:
            match["subject_type"] = data["what"]
        if data["day"]:
            match["at__gte"] = _begin_of(data["day"])
            match["at__lt"] = _begin_of(data["day"] + timedelta(days=1))
        return Event.objects.filter(**match)


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
