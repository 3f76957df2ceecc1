"""Progress against the targets, for pages and for the banner of every page."""

from datetime import date
from functools import lru_cache

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from bonuses import links, progress
from bonuses.progress import PersonProgress
from bonuses.rules.targets import REQUIRED_DAYS
from crm.staff.models import Role, User
from crm.web.templatetags.shell import badge

register = template.Library()


@register.simple_tag(takes_context=True)
def own_progress(context: Context) -> PersonProgress | None:
    """This month of the staff member who looks; None for admins and the signed-out (LB-12)."""
    user = context.get("user")
    if not isinstance(user, User) or user.role != Role.STAFF:
        return None
    return progress.of_person(user, timezone.localdate())


@register.simple_tag
def target_badges(own: PersonProgress) -> SafeString:
    """The one status that is shown, and what is true beside it."""
    beside = {"behind": own.is_behind, "achieved": own.progress.achieved}
    names = dict.fromkeys([own.status, *(name for name, holds in beside.items() if holds)])
    return _badges(tuple(names), get_language())


@lru_cache(maxsize=64)
def _badges(names: tuple[str, ...], _language: str) -> SafeString:
    return format_html_join("\n", "{}", ((badge("target", name),) for name in names))


@register.simple_tag
def required_days() -> int:
    """Successful days asked for in a month (LB-7)."""
    return REQUIRED_DAYS


@register.simple_tag(takes_context=True)
def day_records(context: Context, staff: User, day: date) -> dict[str, str]:
    """The lists of the counted deposits of a day: of ndp, of rdp and of all its records."""
    return links.of_day(context["user"], staff.pk, day)


@register.filter
@lru_cache(maxsize=2048)
def of(done: int, most: int) -> SafeString:
    """`7/18`."""
    return format_html("{}/{}", done, most)
