"""Whether a month is closed, for the pages below the bonuses."""

from django import template
from django.utils import timezone

from bonuses.months import causes
from bonuses.months.after_closing import change_of, changed_months, is_of_closed_numbers
from bonuses.months.closing import closing_of
from omset.lists.filters import Filter

register = template.Library()


@register.simple_tag
def closed_month(day):
    """The month of `day` if it is closed, else None; one command, none for the running month."""
    month = day.replace(day=1)
    if month >= timezone.localdate().replace(day=1):
        return None
    return month if closing_of(month) else None


@register.simple_tag
def changed_after_closing(chosen: Filter) -> dict | None:
    """Why a list of the ledger is not what a closed month says: text, and the month if it is one.

    None where it is the same. At most four commands, none for days that are not over.
    """
    start, staff = chosen.period.start, chosen.staff
    if not chosen.is_counted or (start and start >= timezone.localdate().replace(day=1)):
        return None
    if change := change_of(chosen):
        return {"text": causes.change_in_words(change), "month": change.month}
    if is_of_closed_numbers(chosen):
        return None
    months = changed_months(start, chosen.period.end, staff)
    return {"text": causes.changed_in_words(months), "month": None} if months else None


@register.simple_tag
def changed_since() -> str:
    """That a month that is shown as it was closed was changed since."""
    return str(causes.CHANGED)


@register.filter
def changed_in_words(months: list) -> str:
    """That these closed months were changed since."""
    return causes.changed_in_words(months)
