"""What people type about a product."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.regions import HOME, REGIONS
from crm.staff.forms.verb_form import VerbForm
from crm.staff.models import Product
from crm.web.forms.fields import FlatChoiceField, NameField


class ProductForm(VerbForm):
    """The name of `product`, or of a new one, and where phone numbers of its customers belong."""

    name = NameField(label=_("Name"), max_length=60)
    phone_region = FlatChoiceField(
        label=_("Country of phone numbers"),
        choices=list(REGIONS.items()),
        required=False,
        initial=HOME,
        help_text=_("A number without a country code is read as one of this country."),
    )

    def __init__(self, *args: Any, product: Product | None = None, **kwargs: Any) -> None:
        self.product = product
        if product:
            kwargs["initial"] = {"name": product.name, "phone_region": product.phone_region}
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        same = Product.objects.named(name).first()
        if same and same != self.product:
            raise forms.ValidationError(_("There is a product of this name already."))
        return name
