"""What is said beside a file of members, how it is read, which column is what."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from crm.imports.files import TableChoice
from crm.imports.text import UTF_8, UTF_16, WINDOWS
from crm.regions import REGIONS
from crm.staff.forms.choices import ActiveChoice
from crm.staff.models import Product
from crm.web.forms.fields import FlatChoiceField, FlatSelect, NameField, VisibleTextField
from members.imports.requests import UploadRequest
from members.imports.scopes import SCOPE_LABELS
from members.models import DatabaseKind, MemberDatabase, MemberImport
from members.rules.duplicates import ALWAYS_MARKED, DEFAULTS, Choice
from members.rules.mapping import CUSTOMER, FIELDS, IDENTIFYING, NAME, PHONE, masked_fields

ENCODINGS = [(UTF_8, "UTF-8"), (UTF_16, "UTF-16"), (WINDOWS, "Windows-1252")]
DELIMITERS = [(",", ","), (";", ";"), ("\t", _("tab")), ("|", "|")]
FIELD_LABELS = {CUSTOMER: _("Customer"), NAME: _("Name"), PHONE: _("Phone")}
CHOICE_LABELS = {
    Choice.SKIP: _("Skip"),
    Choice.KEEP: _("Keep"),
    Choice.MARK: _("Keep and mark"),
}
# Of what a kept row says by itself.
MARKED_CHOICES = [(choice, CHOICE_LABELS[choice]) for choice in (Choice.SKIP, Choice.MARK)]


class UploadForm(forms.Form):
    """A file of members, and where it goes (DB-1, BZ-1)."""

    name = NameField(
        label=_("Database"),
        max_length=80,
        help_text=_("A new name opens a database; the name of one that is there adds to it."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=DatabaseKind.choices)
    product = ActiveChoice(Product, label=_("Product"), empty_label=_("Choose a product"))
    source = VisibleTextField(
        label=_("Source of the rows"),
        max_length=200,
        help_text=_("Where the rows come from: who gave them, when."),
    )
    lawful_basis = VisibleTextField(
        label=_("Lawful basis"),
        max_length=200,
        help_text=_("What allows to contact these people, for example their consent."),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, XLSX or XLS of up to 200 MB and 1,000,000 rows. Nothing is uploaded into the "
            "database before you confirm."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls"}),
    )

    def clean(self) -> dict[str, Any]:
        """Where the database is there already, it must be of this product and kind."""
        cleaned = super().clean() or self.cleaned_data
        database = MemberDatabase.objects.named(cleaned.get("name", "")).first()
        if database and (database.kind, database.product_id) != _wanted(cleaned):
            facts = {"kind": database.get_kind_display(), "product": database.product_name}
            text = _("There is a database of this name: %(kind)s, %(product)s.")
            self.add_error("name", text % facts)
        return cleaned

    def request(self) -> UploadRequest:
        """What was said, of a valid form."""
        names = ("product", "kind", "name", "source", "lawful_basis")
        return UploadRequest(**{name: self.cleaned_data[name] for name in names})


class ReadingForm(forms.Form):
    """How the file is written, where it was taken for something else."""

    sheet = FlatChoiceField(label=_("Sheet"), required=False)
    encoding = FlatChoiceField(label=_("Encoding"), choices=ENCODINGS, required=False)
    delimiter = FlatChoiceField(label=_("Cells separated by"), choices=DELIMITERS, required=False)
    heading_row = forms.IntegerField(label=_("Row of the headings"), min_value=1, max_value=30)

    def __init__(self, wanted: MemberImport, data: QueryDict | None = None) -> None:
        reading = wanted.reading or {}
        super().__init__(data, initial=reading)
        if sheets := reading.get("sheets"):
            sheet = cast(forms.ChoiceField, self.fields["sheet"])
            sheet.choices = [(name, name) for name in sheets]
        for name in ("encoding", "delimiter") if sheets else ("sheet",):
            del self.fields[name]

    def choice(self) -> TableChoice:
        """How the file is to be read, of a valid form."""
        cleaned = self.cleaned_data
        names = ("sheet", "encoding", "delimiter")
        return TableChoice(*(cleaned.get(name) or "" for name in names))


class ColumnsForm(forms.Form):
    """Which column holds the customer, the name and the phone."""

    def __init__(
        self,
        wanted: MemberImport,
        data: QueryDict | None = None,
        *,
        hidden: frozenset[int] = frozenset(),
    ) -> None:
        super().__init__(data)
        self.wanted = wanted
        all_samples = enumerate((wanted.reading or {}).get("samples", []))
        samples = [[] if place in hidden else texts for place, texts in all_samples]
        choices = [("", _("No column")), *_columns(wanted.headings, samples)]
        for name in FIELDS:
            initial = wanted.mapping.get(name, "")
            self.fields[name] = FlatChoiceField(
                label=FIELD_LABELS[name], choices=choices, required=False, initial=initial
            )
        country = REGIONS[wanted.product.phone_region]
        about = _("A number without a country code is read as one of %(country)s.")
        self.fields[PHONE].help_text = about % {"country": country}

    def clean(self) -> dict[str, Any]:
        """One column says who the rows are, and none says two things."""
        cleaned = super().clean() or self.cleaned_data
        chosen = [cleaned[name] for name in FIELDS if cleaned.get(name)]
        if not any(cleaned.get(name) for name in IDENTIFYING):
            self.add_error(CUSTOMER, _("Choose the column of the customer, or that of the phone."))
        if len(set(chosen)) < len(chosen):
            self.add_error(None, _("One column cannot hold two of these."))
        for name in masked_fields(self.wanted.headings, self.mapping(), self.wanted.kind):
            text = _("This column is masked in such a database: it cannot say who a row is about.")
            self.add_error(name, text)
        return cleaned

    def mapping(self) -> dict[str, int]:
        """The place of each field, of a valid form."""
        cleaned = self.cleaned_data
        return {name: int(cleaned[name]) for name in FIELDS if cleaned.get(name)}


class ChoicesForm(forms.Form):
    """What is done with the rows of each scope."""

    def __init__(self, wanted: MemberImport, data: QueryDict | None = None) -> None:
        super().__init__(data)
        chosen = DEFAULTS | wanted.choices
        for scope, label in SCOPE_LABELS.items():
            marked = scope in ALWAYS_MARKED
            self.fields[scope] = FlatChoiceField(
                label=str(label),
                choices=MARKED_CHOICES if marked else list(CHOICE_LABELS.items()),
                initial=chosen[scope],
                widget=FlatSelect(attrs={"form": "choices"}),
            )


def _wanted(cleaned: dict[str, Any]) -> tuple[Any, Any]:
    product = cleaned.get("product")
    return cleaned.get("kind"), product.pk if product else None


def _columns(headings: list[str], samples: list[list[str]]) -> list[tuple[str, Any]]:
    """Each column with three of its cells."""
    texts = [", ".join(column) for column in samples] + [""] * len(headings)
    return [
        (str(place), format_lazy("{} ({})", heading, texts[place]) if texts[place] else heading)
        for place, heading in enumerate(headings)
    ]
