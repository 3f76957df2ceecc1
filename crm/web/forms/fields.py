"""Fields and controls that forms share, and the texts that they take."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, ChoiceField, widgets
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.forms.widgets import Select
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.web.texts.no_names import why_error, why_no_name
from crm.web.texts.visible import visible_text


class DateInput(widgets.DateInput):
    """The browser's own date picker, which wants ISO dates whatever the language."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class TimeInput(widgets.TimeInput):
    """The browser's own picker, which wants hours and minutes whatever the language."""

    input_type = "time"


class FlatSelect(Select):
    """A select without groups, written without what Django gathers for each of its options."""

    def render(
        self,
        name: str,
        value: object,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """The control as Django's template would write it."""
        chosen = "" if value is None else str(value)
        options = [
            (key, " selected" if str(key) == chosen else "", label) for key, label in self.choices
        ]
        written = format_html_join("", '<option value="{}"{}>{}</option>', options)
        attributes = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, attributes, written)


class FlatChoiceField(ChoiceField):
    """A choice in a FlatSelect: for filters, which a page shows beside its list."""

    widget = FlatSelect


def why_too_long(search: str, most: int) -> str:
    """Why a text is no search, for people; empty if it is not longer than `most` characters."""
    if len(search) <= most:
        return ""
    text = _("A search has %(most)d characters at most; this one has %(count)d.")
    return text % {"most": most, "count": len(search)}


class VisibleTextField(CharField):
    """A text without what nobody sees; one that shows nothing is missing."""

    def to_python(self, value: object) -> str:
        return visible_text(super().to_python(value) or "")

    def clean(self, value: object) -> str:
        """The text; what went wrong in a spreadsheet is none."""
        text = super().clean(value)
        if reason := why_error(text):
            raise ValidationError(reason)
        return text


class NameField(VisibleTextField):
    """The name of somebody or something: no error, no sum, no date, as in a file.

    What bears such a name from before may keep it: `kept`.
    """

    kept = ""

    def clean(self, value: object) -> str:
        """The name. Raises ValidationError with what an import would say of it."""
        name = super().clean(value)
        if name != self.kept and (reason := why_no_name(name)):
            raise ValidationError(reason)
        return name
