"""The filter of analytics, as an address has it."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.mongo.rows import object_id
from crm.staff.models import Product
from crm.web.forms.fields import DateInput, FlatChoiceField
from loyalty.analytics.filters import SalesFilter
from loyalty.analytics.programme_facts import ProgrammeFacts
from loyalty.analytics.screens import SOURCE_LABELS
from loyalty.models import Programme
from loyalty.programmes.reads import product_ids
from loyalty.rules.analytics.ranges import DateRange
from loyalty.rules.analytics.sources import CONDITIONS, KNOWN, Source, unknown_to
from loyalty.rules.rfm.segments import Segment
from loyalty.segments.explaining import segment_name

TOPS = (25, 50, 100)
ANY = ("", gettext_lazy("All"))
# What stands in an address may be no number: it is said in words, not by the browser.
DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class SalesFilterForm(forms.Form):
    """What is asked for; a condition that the source cannot tell is refused in words (LX-2)."""

    source = FlatChoiceField(label=gettext_lazy("Source"))
    start = forms.DateField(label=gettext_lazy("From"), widget=DateInput, required=False)
    end = forms.DateField(label=gettext_lazy("Until"), widget=DateInput, required=False)
    store = FlatChoiceField(label=gettext_lazy("Store"), required=False)
    till = forms.IntegerField(
        label=gettext_lazy("Till"),
        required=False,
        min_value=1,
        widget=forms.TextInput(attrs=DIGITS),
    )
    department = FlatChoiceField(label=gettext_lazy("Department"), required=False)
    article = forms.CharField(label=gettext_lazy("Article"), max_length=40, required=False)
    promotion = forms.CharField(label=gettext_lazy("Promotion"), max_length=41, required=False)
    product = FlatChoiceField(label=gettext_lazy("Product"), required=False)
    buyer = forms.IntegerField(
        label=gettext_lazy("Buyer number"),
        required=False,
        min_value=0,
        widget=forms.TextInput(attrs=DIGITS),
    )
    tier = FlatChoiceField(label=gettext_lazy("Tier"), required=False)
    segment = FlatChoiceField(label=gettext_lazy("Segment"), required=False)
    top = forms.TypedChoiceField(
        label=gettext_lazy("Rows"),
        choices=[(number, number) for number in TOPS],
        coerce=int,
        required=False,
    )
    programme = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        query: QueryDict,
        programme: Programme,
        facts: ProgrammeFacts,
        sources: Sequence[Source],
    ) -> None:
        usual = _usual(facts, sources)
        asked = str(query.get("source") or usual.value)
        data = query.dict() | {"source": asked, "programme": str(programme.pk)}
        super().__init__(data)
        self.chosen_programme = programme
        self.told_by = Source(asked) if asked in sources else usual
        self._offer(facts, sources)
        for name in CONDITIONS:
            if name not in KNOWN[self.told_by] and not data.get(name) and name in self.fields:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """A range in order, and nothing that the source cannot tell."""
        chosen = super().clean() or {}
        start, end = chosen.get("start"), chosen.get("end")
        if start and end and end < start:
            self.add_error("end", _("The last day lies before the first."))
        asked = [name for name in CONDITIONS if chosen.get(name) not in (None, "")]
        for name in unknown_to(self.told_by, asked):
            facts = {
                "source": SOURCE_LABELS[self.told_by],
                "condition": self.fields[name].label,
            }
            self.add_error(name, _("%(source)s cannot be filtered by: %(condition)s.") % facts)
        return chosen

    @property
    def chosen(self) -> SalesFilter:
        """The filter; only after validation."""
        data = self.cleaned_data
        conditions = {
            name: data.get(name) or ""
            for name in ("store", "department", "article", "promotion", "tier", "segment")
        }
        return SalesFilter(
            programme=self.chosen_programme,
            source=self.told_by,
            days=DateRange(data.get("start"), data.get("end")),
            till=data.get("till"),
            product=object_id(data.get("product")),
            buyer=data.get("buyer"),
            **conditions,
        )

    @property
    def rows_wanted(self) -> int:
        """How many rows are to be shown; only after validation."""
        return int(self.cleaned_data.get("top") or TOPS[0])

    def conditions(self, *left_out: str) -> dict[str, str]:
        """What is chosen, as an address has it."""
        names = [name for name in (*self.fields,) if name not in left_out]
        values = {name: str(self.data.get(name) or "") for name in names}
        return {name: value for name, value in values.items() if value}

    def conditions_for(self, sources: Sequence[Source]) -> dict[str, str]:
        """What of it another screen can tell, so that its address can be opened."""
        source = self.told_by if self.told_by in sources else sources[0]
        known = {"programme", "source", "top", *KNOWN[source]}
        kept = {name: value for name, value in self.conditions().items() if name in known}
        return kept | {"source": source.value}

    def _offer(self, facts: ProgrammeFacts, sources: Sequence[Source]) -> None:
        choices: dict[str, list[tuple[Any, Any]]] = {}
        choices["source"] = [(source.value, SOURCE_LABELS[source]) for source in sources]
        choices["segment"] = [ANY, *((each.value, segment_name(each)) for each in Segment)]
        choices["store"], choices["department"], choices["product"] = [ANY], [ANY], [ANY]
        if self.told_by == Source.RECEIPTS or self.data.get("store"):
            choices["store"] += _stores(facts)
        if self.told_by == Source.LINES or self.data.get("department"):
            choices["department"] += _departments(facts, self.data.get("department"))
        choices["tier"] = [ANY]
        if self.told_by != Source.OMSET or self.data.get("tier"):
            choices["tier"] += [(tier.name, tier.name) for tier in facts.tiers]
        if self.told_by == Source.OMSET or self.data.get("product"):
            choices["product"] += _products(self.chosen_programme)
        for name, offered in choices.items():
            cast(FlatChoiceField, self.fields[name]).choices = offered


def _usual(facts: ProgrammeFacts, sources: Sequence[Source]) -> Source:
    usual = facts.newest.usual_source
    return usual if usual in sources else sources[0]


def _stores(facts: ProgrammeFacts) -> list[tuple[str, str]]:
    return [(code, f"{code} {name}".strip()) for code, name in facts.stores.items()]


def _departments(facts: ProgrammeFacts, chosen: str | None) -> list[tuple[str, str]]:
    """Those with a name; a code that nobody has named is offered where it is chosen."""
    named = [(code, f"{code} {name}") for code, name in facts.departments.items()]
    if not chosen or chosen in facts.departments:
        return named
    return [*named, (chosen, chosen)]


def _products(programme: Programme) -> list[tuple[str, str]]:
    products = Product.objects.filter(pk__in=product_ids(programme)).order_by("name_key")
    return [(str(pk), name) for pk, name in products.values_list("pk", "name")]
