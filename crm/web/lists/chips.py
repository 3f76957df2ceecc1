"""The conditions of a filter as chips, each with the query string that removes it."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.forms import BoundField, Form
from django.http import HttpRequest
from django.utils.translation import gettext as _


class Chip(NamedTuple):
    """A condition; `without` is the query string of the filter that lacks it."""

    label: str
    value: str
    without: str


def query_of(form: Form, *left_out: str) -> str:
    """A bound filter as a query string, without empty and default values and the `left_out`."""
    sent = _sent_as(form)
    return urlencode(
        {
            name: value
            for name, value in _conditions(form)
            if name not in left_out and name not in sent
        }
    )


def kept_query_of(form: Form) -> str:
    """The same with the texts that no address bears, instead of what stands for them there."""
    left_out = set(_sent_as(form).values())
    return urlencode({name: value for name, value in _conditions(form) if name not in left_out})


def is_filtered(request: HttpRequest) -> bool:
    """Whether the address of a list asks for anything but one of its pages."""
    return any(value for name, value in request.GET.items() if name != "page")


def chips_of(form: Form, *left_out: str) -> list[Chip]:
    """The valid, visible conditions of a validated form, without the `left_out` (its tabs)."""
    names = {name for name, _value in _conditions(form)}.difference(left_out)
    return [
        Chip(
            str(field.label),
            _display_text(form, field),
            query_of(form, _sent_as(form).get(field.name, field.name)),
        )
        for field in form.visible_fields()
        if field.name in names and form.cleaned_data.get(field.name)
    ]


def _conditions(form: Form) -> list[tuple[str, str]]:
    values = ((name, form.data.get(name, "")) for name in form.fields)
    return [(name, value) for name, value in values if value and value != _default(form, name)]


def _sent_as(form: Form) -> dict[str, str]:
    """The fields that no address bears, by what stands for them there."""
    return getattr(form, "sent_as", {})


def _default(form: Form, name: str) -> object:
    return form.get_initial_for_field(form.fields[name], name)


def _display_text(form: Form, field: BoundField) -> str:
    """How people call the value: a choice by its label, an object by its name."""
    value = form.cleaned_data[field.name]
    if value is True:
        return _("yes")
    choices = getattr(field.field, "choices", ()) if isinstance(value, str) else ()
    return str(dict(choices).get(value, value))
