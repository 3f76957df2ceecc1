"""Whether a month is closed, and that it was changed since."""

from datetime import date

from django import template

from bonuses.months import causes
from bonuses.months.closing import month_if_closed

register = template.Library()


@register.simple_tag
def closed_month(day: date) -> date | None:
    """The month of `day` if it is closed, else None; one command, none for the running month."""
    return month_if_closed(day)


@register.simple_tag
def changed_since() -> str:
    """That a month that is shown as it was closed was changed since."""
    return str(causes.CHANGED)


@register.filter
def changed_in_words(months: list) -> str:
    """That these closed months were changed since."""
    return causes.changed_in_words(months)
