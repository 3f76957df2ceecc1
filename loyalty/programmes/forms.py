"""Forms of programmes: a new one, its words, its products and stores."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.regions import REGIONS
from crm.staff.models import Product
from crm.web.forms.fields import FlatChoiceField, NameField, VisibleTextField
from loyalty.models import Programme
from loyalty.models.stores import LONGEST_CODE
from loyalty.programmes.reads import taken_products
from loyalty.programmes.verbs import LONGEST_NAME
from loyalty.rules.currencies import CURRENCIES
from loyalty.rules.programmes import DEFAULT, PRESETS
from omset.fields import WrittenDateField

PRESET_NAMES = {DEFAULT: _("Default, in rupiah"), "supermarket": _("Supermarket, in euro")}
PHONE_REGIONS = REGIONS | {"IT": _("Italy"), "US": _("United States")}
LONGEST_WORD = Programme._meta.get_field("point_en").max_length


class FreeProductsField(forms.ModelMultipleChoiceField):
    """Products that belong to no programme yet."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Product.objects.none(), widget=forms.CheckboxSelectMultiple, **options)


class NewProgrammeForm(forms.Form):
    """A programme with its first version, from a preset."""

    name = NameField(label=_("Name"), max_length=LONGEST_NAME)
    currency = FlatChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    preset = FlatChoiceField(
        label=_("Begin with the terms"), choices=[(name, PRESET_NAMES[name]) for name in PRESETS]
    )
    valid_from = WrittenDateField(label=_("Earns from"))
    products = FreeProductsField(label=_("Products"), required=False)
    stores = forms.CharField(
        label=_("Codes of stores"),
        required=False,
        max_length=4000,
        help_text=_("One a line. A code that is not known yet becomes a store."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products = cast(forms.ModelMultipleChoiceField, self.fields["products"])
        products.queryset = free_products()

    def clean_stores(self) -> list[str]:
        """Each code once, in the order of the lines."""
        lines = (line.strip() for line in self.cleaned_data["stores"].splitlines())
        return list(dict.fromkeys(filter(None, lines)))


class ProgrammeForm(forms.Form):
    """What a programme and its points are called, and where its phone numbers belong."""

    name = NameField(label=_("Name"), max_length=LONGEST_NAME)
    phone_region = FlatChoiceField(
        label=_("Country of phone numbers"),
        choices=list(PHONE_REGIONS.items()),
        help_text=_("A number without a country code is read as one of this country."),
    )
    point_en = VisibleTextField(label=_("One point, in English"), max_length=LONGEST_WORD)
    points_en = VisibleTextField(label=_("Points, in English"), max_length=LONGEST_WORD)
    point_id = VisibleTextField(label=_("One point, in Indonesian"), max_length=LONGEST_WORD)
    points_id = VisibleTextField(label=_("Points, in Indonesian"), max_length=LONGEST_WORD)


class AddProductForm(forms.Form):
    """Chooses a product that belongs to no programme."""

    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), empty_label=_("Choose a product")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["product"]).queryset = free_products()


class AddStoreForm(forms.Form):
    """The code of a store, known or new."""

    code = VisibleTextField(label=_("Code"), max_length=LONGEST_CODE)


def free_products() -> Any:
    """The products that belong to no programme, by name."""
    return Product.objects.exclude(pk__in=taken_products()).order_by("name_key")
