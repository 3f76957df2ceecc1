"""Leave through the product's own verbs."""

import itertools
from datetime import date

from leave.models import LeaveType
from leave.requests import asking, deciding
from leave.requests.planning import Wish

_numbers = itertools.count(1)


def wish(staff, first, last="", *, hours="", type=""):
    """An off day, or sick leave of these `hours` as 09:00-13:30."""
    starts, ends = map(_minutes, hours.split("-")) if hours else (None, None)
    return Wish(
        staff_id=staff.pk,
        type=LeaveType(type or ("sick" if hours else "off")),
        first=date.fromisoformat(first),
        last=date.fromisoformat(last or first),
        starts=starts,
        ends=ends,
    )


def ask(staff, first, last="", *, hours="", reason="", key=""):
    """The requests for these days, pending."""
    key = key or f"leave-{next(_numbers)}"
    wished = wish(staff, first, last, hours=hours)
    return asking.ask(wished, staff=staff, reason=reason, idempotency_key=key).requests


def take(staff, first, last="", *, by, hours=""):
    """The same, approved by an admin."""
    return [deciding.approve(each.pk, by=by) for each in ask(staff, first, last, hours=hours)]


def _minutes(text):
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
