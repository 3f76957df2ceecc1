"""Where a number leads: to the list with the filter that yields exactly its records."""

from dataclasses import replace
from urllib.parse import urlencode

from crm.web.cached_reverse import cached_reverse
from omset.lists.filters import Filter, FilterPeriod, Preset
from omset.models import Status


def counted(chosen: Filter) -> str:
    """The list of the counted records of a filter."""
    return _list(replace(chosen, approval=Status.APPROVED.value))


def of_kind(url: str, kind: str) -> str:
    """A list of counted records, cut down to those of one kind."""
    return f"{url}&kind={kind}"


def waiting(chosen: Filter) -> str:
    """The list of what waits for approval in the same filter."""
    return _list(replace(chosen, approval=Status.PENDING.value))


def query(chosen: Filter) -> str:
    """The filter as the query string of an address."""
    names = ("staff", "product", "kind", "approval", "customer")
    stated = {name: getattr(chosen, name) for name in names}
    return urlencode(
        _days(chosen.period) | {name: value for name, value in stated.items() if value}
    )


def _days(period: FilterPeriod) -> dict:
    if period.start and period.start == period.end:
        return {"date": period.start}
    ends = {"start": period.start, "end": period.end}
    return {name: day for name, day in ends.items() if day} or {"preset": Preset.ALL.value}


def _list(chosen: Filter) -> str:
    return f"{cached_reverse('omset:list')}?{query(chosen)}"
