"""Who must have a second factor, and from when on (the setting MFA; issue 15, item 3)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils import timezone

from crm.staff.models import User

REQUIRED, OPTIONAL, OFF = MODES = ("required", "optional", "off")
GRACE = timedelta(days=7)
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def before_second_factor(view: View) -> View:
    """Open to an admin whose days without a second factor are over: what sets one up."""
    vars(view)["before_second_factor"] = True
    return view


def is_offered() -> bool:
    """False where nobody has, or is asked for, a second factor."""
    return settings.MFA != OFF


def is_asked_of(person: User) -> bool:
    """True if signing in takes a code of theirs, too."""
    return is_offered() and person.factor_since is not None


def is_required_of(person: User) -> bool:
    """True for admins and master admins, unless the operator lets them choose."""
    return settings.MFA == REQUIRED and person.is_admin


def is_missing(person: User) -> bool:
    """True while they must have one and have none."""
    return is_required_of(person) and person.factor_since is None


def due_of(person: User) -> datetime:
    """When somebody from whom it is missing can do nothing else any more.

    Seven days from the first time it was asked for, which is kept with the account then.
    """
    if person.factor_due is None:
        person.factor_due = timezone.now() + GRACE
        User.objects.filter(pk=person.pk, factor_due=None).update(factor_due=person.factor_due)
    return person.factor_due


def is_overdue(person: User) -> bool:
    """True if it is missing and its time is over. Writes only the first time."""
    return is_missing(person) and timezone.now() >= due_of(person)
