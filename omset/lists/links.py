"""Where a number leads: to the list with the filter that yields exactly its records."""

from dataclasses import replace
from urllib.parse import urlencode

from crm.staff.access import is_open
from crm.staff.models import User
from crm.web.cached_reverse import cached_reverse
from omset.lists.filters import Filter, FilterPeriod, Preset
from omset.models import Status


def list_for(user: User, **query: object) -> str:
    """The list with this query; empty for a user to whom it is closed (RO-5)."""
    return for_user(user, f"{cached_reverse('omset:list')}?{urlencode(query)}")


def for_user(user: User, url: str) -> str:
    """The address of a list; empty for a user to whom the list is closed (RO-5)."""
    return url if is_open(user, "omset:list") else ""


def counted(chosen: Filter) -> str:
    """The list of the counted records of a filter."""
    return _list(replace(chosen, approval=Status.APPROVED.value))


def of_kind(url: str, kind: str) -> str:
    """A list of counted records, cut down to those of one kind; empty if there is none."""
    return f"{url}&kind={kind}" if url else ""


def waiting(chosen: Filter) -> str:
    """The list of what waits for approval in the same filter."""
    return _list(replace(chosen, approval=Status.PENDING.value))


def query(chosen: Filter) -> str:
    """The filter as the query string of an address."""
    names = ("staff", "product", "kind", "approval", "customer")
    conditions = {name: getattr(chosen, name) for name in names if getattr(chosen, name)}
    return urlencode(_days(chosen.period) | conditions)


def _days(period: FilterPeriod) -> dict:
    if period.start and period.start == period.end:
        return {"date": period.start}
    ends = {"start": period.start, "end": period.end}
    return {name: day for name, day in ends.items() if day} or {"preset": Preset.ALL.value}


def _list(chosen: Filter) -> str:
    return f"{cached_reverse('omset:list')}?{query(chosen)}"
