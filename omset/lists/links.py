"""Where a number leads: to the list with the filter that yields exactly its records."""

from functools import lru_cache
from urllib.parse import urlencode

from crm.staff.access import is_open
from crm.staff.models import User
from crm.web.cached_reverse import cached_reverse, cached_reverse_of
from omset.lists.filters import Filter, FilterPeriod, Preset
from omset.models import OmsetRecord, Status


def list_for(user: User, **query: object) -> str:
    """The list with this query; empty for a user to whom it is closed (RO-5)."""
    return for_user(user, f"{cached_reverse('omset:list')}?{urlencode(query)}")


def for_user(user: User, url: str) -> str:
    """The address of a list; empty for a user to whom the list is closed (RO-5)."""
    return url if is_open(user, "omset:list") else ""


def deposits_of_group(user: User, staff_id: str, product_id: str, customer_key: str) -> str:
    """A customer's deposits with a staff member in a product, under an address that does not name
    them; empty where there is none, or for a user to whom they are closed."""
    group = {"staff_id": staff_id, "product_id": product_id, "customer_key": customer_key}
    records = OmsetRecord.objects.live().visible_to(user).filter(**group)
    pk = records.values_list("pk", flat=True).first()
    may = pk is not None and is_open(user, "omset:deposits")
    return cached_reverse_of("omset:deposits", str(pk)) if may else ""


@lru_cache(maxsize=4096)
def counted(chosen: Filter) -> str:
    """The list of the counted records of a filter. A page names up to a hundred, each time anew."""
    return _list(chosen, Status.APPROVED)


def of_kind(url: str, kind: str) -> str:
    """A list of counted records, cut down to those of one kind; empty if there is none."""
    return f"{url}&kind={kind}" if url else ""


def waiting(chosen: Filter) -> str:
    """The list of what waits for approval in the same filter."""
    return _list(chosen, Status.PENDING)


def query(chosen: Filter) -> str:
    """The filter as the query string of an address."""
    return _query(chosen, chosen.approval)


def _query(chosen: Filter, approval: str | None) -> str:
    conditions = {
        "staff": chosen.staff,
        "product": chosen.product,
        "kind": chosen.kind,
        "approval": approval,
        "find": chosen.find,
    }
    values = {name: value for name, value in conditions.items() if value}
    return urlencode(_days(chosen.period) | values)


def _days(period: FilterPeriod) -> dict:
    if period.start and period.start == period.end:
        return {"date": period.start}
    ends = {"start": period.start, "end": period.end}
    return {name: day for name, day in ends.items() if day} or {"preset": Preset.ALL.value}


def _list(chosen: Filter, approval: Status) -> str:
    return f"{cached_reverse('omset:list')}?{_query(chosen, approval.value)}"
