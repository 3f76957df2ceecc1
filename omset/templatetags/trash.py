"""The trash as a whole, for its page and for the state of the system."""

from django import template
from django.utils import timezone
from django.utils.html import format_html

from omset.ledger import trash

register = template.Library()


@register.simple_tag
def trash_state() -> trash.TrashState:
    """How much is in the trash, how much past retention, the last purge; three commands."""
    return trash.state()


@register.simple_tag
def seen_now() -> str:
    """A hidden field that says when the page was made: later deletions were not seen."""
    return format_html('<input type="hidden" name="seen" value="{}">', timezone.now().isoformat())


@register.simple_tag
def retention_days() -> int:
    """For how many days a deleted deposit can be restored."""
    return trash.RETENTION.days
