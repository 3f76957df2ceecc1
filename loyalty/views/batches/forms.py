"""What is asked for beside a file of loyalty."""

from typing import Any, Self

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from loyalty.models import ImportBatch, Programme
from loyalty.rules.files.datasets import Dataset
from loyalty.rules.files.spellings import SPELLINGS

ACCEPTED = ".json,.jsonl,.csv,.txt,.xlsx,.xls"


class SendForm(forms.Form):
    """A file, what it holds and for which programme."""

    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"))
    dataset = forms.ChoiceField(
        label=_("What it holds"), choices=[(each.value, each.label) for each in Dataset]
    )
    as_of = forms.DateField(
        label=_("True on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Of a registry; without it the newest update date of the file."),
    )
    replaces_months = forms.BooleanField(
        label=_("Put months in the place of loaded ones"),
        required=False,
        help_text=_("Of sales lines; the old ones come back when the import is undone."),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("JSON, CSV or XLSX of up to 500 MB. Nothing is imported before you confirm."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["programme"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Programme.objects.order_by("name_key")


class ColumnsForm(forms.Form):
    """Which heading holds which field; an empty one is found out."""

    replaces_months = forms.BooleanField(
        label=_("Put months in the place of loaded ones"), required=False
    )

    @classmethod
    def of_batch(cls, batch: ImportBatch, data: Any = None) -> Self:
        """The form for a batch, as its columns are mapped by hand."""
        chosen = batch.options["columns"]
        initial = {f"column_{name}": heading for name, heading in chosen.items()}
        form = cls(data, initial=initial | {"replaces_months": batch.options["replaces_months"]})
        understood = (batch.judged or {}).get("columns", {})
        for name in SPELLINGS[Dataset(batch.dataset)]:
            form.fields[f"column_{name}"] = forms.CharField(
                # As the command calls it, in every language.
                label=format_html("<code>{}</code>", name),
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"placeholder": understood.get(name, "")}),
            )
        if batch.dataset != Dataset.SALES:
            del form.fields["replaces_months"]
        return form

    def columns(self) -> dict[str, str]:
        """The headings by the fields that they hold."""
        return {
            name.removeprefix("column_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("column_") and value
        }
