"""Where a number leads: the omset list with the filter that yields exactly it."""

from urllib.parse import urlencode

from django.urls import reverse

from crm.dashboard.periods import Period


def counted(user, period: Period, kind: str | None = None) -> str:
    """The counted records of a period; empty for an admin blocked from the list (RO-5)."""
    dates = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    kinds = {"kind": kind} if kind else {}
    return _list(user, **dates, **kinds, approval="approved")


def waiting(user) -> str:
    """All records that wait for approval, those of any date."""
    return _list(user, preset="all", approval="pending")


def entry(user) -> str:
    """The form for a new deposit; empty for an admin blocked from it."""
    return reverse("omset:new") if user.can_see("omset") else ""


def _list(user, **query: str) -> str:
    return f"{reverse('omset:list')}?{urlencode(query)}" if user.can_see("omset") else ""
