"""Whether the numbers agree with the ledger, at the foot of each page of an admin."""

from django import template

from crm.dashboard import trust
from crm.dashboard.sidebar import rule_of
from crm.staff.access import may_open

register = template.Library()


@register.simple_tag(takes_context=True)
def verdict(context) -> trust.Verdict | None:
    """What the footer says, for those who may open the details; one command, else none."""
    user = context.get("user")
    if user is None or not user.is_authenticated or not may_open(user, rule_of("dashboard:status")):
        return None
    return context.get("verdict") or trust.verdict()
