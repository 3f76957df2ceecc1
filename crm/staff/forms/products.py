"""What people type about a product."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.staff.forms.verb_form import VerbForm
from crm.staff.models import Product
from crm.web.forms.fields import NameField


class ProductForm(VerbForm):
    """The name of `product`, or of a new one."""

    name = NameField(label=_("Name"), max_length=60)

    def __init__(self, *args: Any, product: Product | None = None, **kwargs: Any) -> None:
        self.product = product
        if product:
            kwargs["initial"] = {"name": product.name}
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        same = Product.objects.named(name).first()
        if same and same != self.product:
            raise forms.ValidationError(_("There is a product of this name already."))
        return name
