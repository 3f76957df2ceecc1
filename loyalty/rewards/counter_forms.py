"""Forms of the counter: a code, and where it is used."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.web.forms.fields import FlatChoiceField, VisibleTextField
from crm.web.forms.reasons import LONGEST_REASON
from loyalty.models import Programme, Store, StoreState, Till, TillState
from loyalty.rewards.redemptions.using import Counter

LONGEST_TYPED = 40


class CodeForm(forms.Form):
    """A code as it is scanned or typed."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class UseForm(forms.Form):
    """Where one use happens; only active stores and tills of the programme can be chosen."""

    place = FlatChoiceField(label=gettext_lazy("Store and till"), required=False)
    note = VisibleTextField(label=gettext_lazy("Note"), max_length=LONGEST_REASON, required=False)
    left = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, programme: Programme, left: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["left"] = left
        self._counters = _counters_of(programme)
        choices = [("", _("not said")), *((key, label) for key, label, _where in self._counters)]
        cast(forms.ChoiceField, self.fields["place"]).choices = choices

    def counter(self) -> Counter:
        """Where it is used; only after validation."""
        chosen = self.cleaned_data
        where = {key: where for key, _label, where in self._counters}
        store, till = where.get(chosen["place"], (None, None))
        return Counter(store=store, till=till, note=chosen["note"], left=chosen["left"])


def _counters_of(programme: Programme) -> list[tuple[str, str, tuple[Store, Till | None]]]:
    """Each active store, and behind it its active tills."""
    stores = list(
        Store.objects.filter(programme=programme, state=StoreState.ACTIVE).order_by("code")
    )
    tills = Till.objects.filter(store__in=stores, state=TillState.ACTIVE).order_by("number")
    of_store: dict[Any, list[Till]] = {store.pk: [] for store in stores}
    for till in tills:
        of_store[till.store_id].append(till)
    counters: list[tuple[str, str, tuple[Store, Till | None]]] = []
    for store in stores:
        counters.append((str(store.pk), store.name, (store, None)))
        for till in of_store[store.pk]:
            label = _("%(store)s, till %(number)d") % {"store": store.name, "number": till.number}
            counters.append((str(till.pk), label, (store, till)))
    return counters
