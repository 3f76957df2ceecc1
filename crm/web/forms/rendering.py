"""How every form field looks: templates/form.html and field.html, classes by kind of control."""

from typing import Any

from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Textarea, Widget
from django.http import HttpRequest

from crm.web.forms.controls import WRITERS

CLASSES = {
    "select": "select",
    "checkbox": "checkbox checkbox-sm",
    "file": "file-input",
    "radio": "",
    "hidden": "",
}


class StyledField(BoundField):
    @property
    def is_checkbox(self) -> bool:
        """True for a single checkbox, whose label stands behind it."""
        return self.widget_type == "checkbox"

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: Widget | None = None
    ) -> dict[str, Any]:
        """Django's attributes plus the class of the control and, on an error, aria-invalid."""
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        own = widget.attrs.get("class", "")
        attrs["class"] = f"{_class_of(widget)} {own}".strip()
        return {name: value for name, value in attrs.items() if name != "class" or value}


def _class_of(widget: Widget) -> str:
    if isinstance(widget, Textarea):
        return "textarea"
    # A group of boxes takes its look from .choices: Django would put the class on its frame too.
    if widget.use_fieldset:
        return ""
    return CLASSES.get(getattr(widget, "input_type", ""), "input")


class ProductFormRenderer(TemplatesSetting):
    form_template_name = "form.html"
    field_template_name = "field.html"
    bound_field_class = StyledField

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """A template, or what it would say of a control of one element."""
        if write := WRITERS.get(template_name):
            return write(context["widget"])
        return super().render(template_name, context, request)
