"""Progress against the targets, for pages and for the banner of every page."""

from datetime import date

from django import template
from django.utils import timezone

from bonuses import links, progress
from bonuses.progress import PersonProgress
from bonuses.targets import REQUIRED_DAYS
from crm.staff.models import Role
from crm.web.places import url_of_one

register = template.Library()


@register.simple_tag(takes_context=True)
def own_progress(context) -> PersonProgress | None:
    """This month of the staff member who looks; None for admins and the signed-out (LB-12)."""
    user = context.get("user")
    if not getattr(user, "is_authenticated", False) or user.role != Role.STAFF:
        return None
    return progress.of_person(user, timezone.localdate())


@register.simple_tag
def required_days() -> int:
    """Successful days asked for in a month (LB-7)."""
    return REQUIRED_DAYS


@register.simple_tag
def day_records(staff, day: date) -> dict[str, str]:
    """The lists of the counted deposits of a day: of ndp, of rdp and of all its records."""
    return links.of_day(staff.pk, day)


@register.simple_tag
def person_url(staff, month: date) -> str:
    """A person's days of the month of `month`."""
    return f"{url_of_one('targets:person', staff.pk)}?month={month:%Y-%m}"


@register.filter
def of(done: int, most: int) -> str:
    """`7/18`."""
    return f"{done}/{most}"
