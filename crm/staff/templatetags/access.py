"""What leads to a URL asks the URL's own rule (crm/staff/access.py)."""

from datetime import datetime

from django import template

from crm.staff import access
from crm.staff.models import User
from crm.staff.second_factor.requirement import due_of, is_missing

register = template.Library()


@register.filter
def open_to(view: str, user: User) -> bool:
    """True if the URL of this name would not be refused: `{% if "omset:restore"|open_to:user %}`.

    False for the signed-out.
    """
    return getattr(user, "is_authenticated", False) and access.is_open(user, view)


@register.filter
def home(user: User) -> str:
    """The name of the page on which the person begins; the sign-in page for the signed-out."""
    return access.home_of(user) if getattr(user, "is_authenticated", False) else "staff:login"


@register.simple_tag
def second_factor_due(user: User) -> datetime | None:
    """Until when somebody must have set a second factor up; None if nothing is missing."""
    return due_of(user) if is_missing(user) else None
