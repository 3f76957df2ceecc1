"""The conditions of the filters of this app: a period is one of them, whatever it is made of."""

from django.utils.translation import gettext as _

from crm.web.lists import chips
from crm.web.templatetags.formats import day
from omset.lists.filter_forms import PeriodForm
from omset.lists.filters import Preset

PERIOD = ("preset", "start", "end")


def chips_of(form: PeriodForm) -> list[chips.Chip]:
    """The conditions beside the default ones; only after validation."""
    conditions = chips.chips_of(form, *PERIOD)
    if form.data["preset"] == form.default:
        return conditions
    period = chips.Chip(_("Period"), _period_label(form), chips.query_of(form, *PERIOD))
    return [period, *conditions]


def _period_label(form: PeriodForm) -> str:
    start, end = form.period().start, form.period().end
    if form.data["preset"] != Preset.CUSTOM or not (start or end):
        return str(Preset(form.data["preset"]).label)
    if start == end:
        return day(start)
    if start and end:
        return f"{day(start)} – {day(end)}"
    text = _("from %(day)s") if start else _("until %(day)s")
    return text % {"day": day(start or end)}
