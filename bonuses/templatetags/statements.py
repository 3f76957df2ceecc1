"""Bonuses and figures of statements in the reader's words."""

from django import template

from bonuses.columns import LABELS, kind_of
from bonuses.discrepancies import changed_figures
from bonuses.models import Adjustment
from bonuses.shown import Shown
from bonuses.wording import cause_of

register = template.Library()

register.filter("cause", cause_of)


@register.simple_tag
def bonus(amount, currency: str, shown: Shown) -> str:
    """A bonus, in rupiah if that was asked for and a rate is known."""
    return shown.text(amount, currency)


@register.simple_tag
def figure(name: str, value, currency: str, shown: Shown) -> str:
    """A figure of a statement, by its name: a count, omset or a bonus."""
    return shown.both(value, kind_of(name), currency)[1]


@register.filter
def figure_name(name: str) -> str:
    return LABELS[name]


@register.filter
def changes(adjustment: Adjustment) -> list[tuple]:
    """The figures that the change moved: name, before, after."""
    return changed_figures(adjustment.old, adjustment.new)
