"""What became of distributed rows, as people call it."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.distribution.outcome import DEPOSITED, RECEIVED, RESPONDED, WORKED

register = template.Library()
LABELS: dict[str, str | Promise] = {
    RECEIVED: _("Received"),
    WORKED: _("Worked"),
    RESPONDED: _("Responded"),
    DEPOSITED: _("Deposited"),
}


@register.simple_tag
def outcome_label(what: str) -> str:
    """The name of a column of who got what."""
    return str(LABELS[what])
