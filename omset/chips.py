"""What a filter says, one condition a chip, each with the query string that leaves it out."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from crm.web.templatetags.formats import day
from omset.filters import PeriodForm, Preset

PERIOD = ("preset", "start", "end")


class Chip(NamedTuple):
    label: str
    value: str
    without: str


def query_of(form: PeriodForm) -> str:
    """The filter as a query string in which the defaults are written out."""
    return _query(form, ())


def chips_of(form: PeriodForm) -> list[Chip]:
    """The conditions beside the default ones; only after validation."""
    found = []
    if form.data["preset"] != form.default:
        found.append(Chip(_("Period"), _period(form), _query(form, PERIOD)))
    for field in form:
        value = form.cleaned_data[field.name]
        if value and field.name not in PERIOD:
            named = dict(getattr(field.field, "choices", ())).get(value, value)
            found.append(Chip(str(field.label), str(named), _query(form, (field.name,))))
    return found


def _query(form, left_out) -> str:
    values = {name: form.data[name] for name in form.fields if name not in left_out}
    return urlencode({name: value for name, value in values.items() if value})


def _period(form) -> str:
    start, end = form.period().start, form.period().end
    if form.data["preset"] != Preset.CUSTOM or not (start or end):
        return str(Preset(form.data["preset"]).label)
    if start == end:
        return day(start)
    if start and end:
        return f"{day(start)} – {day(end)}"
    words = _("from %(day)s") if start else _("until %(day)s")
    return words % {"day": day(start or end)}
