"""Figures of loyalty in the reader's words: a value, no data, or unavailable."""

from django import template
from django.utils.translation import gettext as _

from crm.web.templatetags import formats
from loyalty.models import Programme
from loyalty.rules.figures import Figure, FigureState

register = template.Library()


@register.filter
def counted(figure: Figure) -> str:
    """A number, or which state it is in instead: never a 0 that nobody counted."""
    return formats.decimal(figure.value) if figure.has_value else _state_of(figure)


@register.filter
def amount(figure: Figure, programme: Programme) -> str:
    """An amount in the programme's currency, or which state it is in instead."""
    if not figure.has_value:
        return _state_of(figure)
    return formats.money(figure.value, programme.currency)


@register.filter
def share(figure: Figure) -> str:
    """Percent, or which state it is in instead."""
    return formats.percent(figure.value) if figure.has_value else _state_of(figure)


def _state_of(figure: Figure) -> str:
    return _("unavailable") if figure.state == FigureState.UNAVAILABLE else _("no data")
