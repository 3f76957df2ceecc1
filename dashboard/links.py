"""Where a number leads: the omset list with the filter that yields exactly it."""

from datetime import date
from urllib.parse import urlencode

from bson import ObjectId

from crm.calendar import last_day
from crm.staff.access import is_open
from crm.staff.models import User
from crm.web.cached_reverse import cached_reverse, cached_reverse_of
from dashboard.periods import DateRange
from omset.lists.links import deposits_of_group, list_for
from omset.models import DepositorKind
from omset.reconciliation.proofs import PROOFS

# What narrows the counted records to those of a figure.
KIND_QUERIES = {
    "total": "",
    "ndp": f"&kind={DepositorKind.NDP.value}",
    "rdp": f"&kind={DepositorKind.RDP.value}",
}


def counted_records(user: User, period: DateRange, kind: str | None = None, **place: str) -> str:
    """The counted records of a period; empty for an admin blocked from the list (RO-5).

    `place` narrows them to a staff member and a product, by their ids.
    """
    kinds = {"kind": kind} if kind else {}
    return list_for(user, **_dates(period), **place, **kinds, approval="approved")


def of_figures(user: User, period: DateRange, **place: str) -> dict[str, str]:
    """Where total, ndp and rdp lead, as above, and under "days" the summary, a row for each day.

    A leaderboard asks twice for each person: the query is encoded once for all four.
    """
    query = urlencode(_dates(period) | place)
    records, summary = cached_reverse("omset:list"), cached_reverse("omset:summary")
    has_list, has_summary = is_open(user, "omset:list"), is_open(user, "omset:summary")
    urls = {
        name: f"{records}?{query}{kind}&approval=approved" if has_list else ""
        for name, kind in KIND_QUERIES.items()
    }
    return urls | {"days": f"{summary}?{query}" if has_summary else ""}


def waiting_records(user: User) -> str:
    """All records that wait for approval, those of any date."""
    return list_for(user, preset="all", approval="pending")


def of_staff(user: User, pk: ObjectId) -> str:
    """All records of a staff member."""
    return list_for(user, preset="all", staff=str(pk))


def difference(user: User, facts: dict) -> str:
    """The records behind a number that differs: a Difference of omset.reconciliation as a dict."""
    key, what = facts["key"], facts["what"]
    if what == "record":
        return cached_reverse_of("omset:record", *key) if is_open(user, "omset:record") else ""
    if what == "submission":
        # What it stood for is gone, with its date.
        return ""
    if what == "staff":
        return of_staff(user, *key)
    if what == "group":
        return deposits_of_group(user, *key)
    if what == "reservation":
        view = "members:reservation"
        return cached_reverse_of(view, *key) if is_open(user, view) else ""
    start = end = date.fromisoformat(key[-1])
    if what in PROOFS and (view := PROOFS[what].opens):
        return _month_page(user, view, start)
    if what in PROOFS:
        end = last_day(start)
    place = dict(zip(("staff", "product"), key[:-1], strict=False))
    kinds = [kind for kind in DepositorKind.values if facts["field"].startswith(kind.lower())]
    return counted_records(user, DateRange(start, end), *kinds, **place)


def own_month(month: date) -> str:
    """The month of whoever looks (BO-9)."""
    return f"{cached_reverse('bonuses:statement')}?month={month:%Y-%m}"


def entry(user: User) -> str:
    """The form for a new deposit; empty for an admin blocked from it."""
    return cached_reverse("omset:new") if is_open(user, "omset:new") else ""


def _month_page(user: User, view: str, month: date) -> str:
    """A page of a month; empty for whoever may not open it."""
    return f"{cached_reverse(view)}?month={month:%Y-%m}" if is_open(user, view) else ""


def _dates(period: DateRange) -> dict[str, str]:
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}
