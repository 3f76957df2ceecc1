"""Why a deposit waits though nobody has reserved its customer."""

from django import template

from omset.ledger.limits import limit_texts
from omset.models import OmsetRecord

register = template.Library()


@register.filter
def limits_of(record: OmsetRecord) -> list[str]:
    """The limits that a deposit was beyond when it was entered, in words."""
    return limit_texts(record.beyond_limits)
