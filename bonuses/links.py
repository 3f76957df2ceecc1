"""Where a figure of a month leads: to its records, or to the part of the month that explains it."""

from datetime import date

from bson import ObjectId

from crm.calendar import last_day
from crm.staff.models import User
from crm.web.cached_reverse import cached_reverse_of
from omset.lists import links
from omset.lists.filters import Filter, FilterPeriod
from omset.rules.classify import NDP, RDP

KIND_BY_FIGURE = {"ndp": NDP, "rdp": RDP}
# The parts of a person's month that explain its other figures.
PART_BY_FIGURE = {
    "days_worked": "days",
    "main_bonus": "main",
    "ndp_bonus": "tiers",
    "rdp_bonus": "tiers",
    "adjusted": "adjustments",
}


def records(
    user: User, staff: ObjectId | None, start: date, end: date, kind: str | None = None
) -> str:
    """The list of the counted deposits behind a number; of everybody without `staff`.

    Empty for a `user` to whom the list is closed (RO-5).
    """
    url = links.for_user(user, links.counted(Filter(FilterPeriod(start, end), staff)))
    return links.of_kind(url, kind) if kind else url


def of_figure(user: User, name: str, staff: ObjectId | None, month: date, page: str = "") -> str:
    """Where the figure `name` of a month leads; `page` is the person's month, "" for a sum."""
    if name in ("total", "records", *KIND_BY_FIGURE):
        return records(user, staff, month, last_day(month), KIND_BY_FIGURE.get(name))
    part = PART_BY_FIGURE.get(name.partition(".")[0], "")
    return f"{page}#{part}" if page and part else page


def person(staff: ObjectId, month: date) -> str:
    """A person's month, for admins."""
    return f"{cached_reverse_of('bonuses:person', staff)}?month={month:%Y-%m}"


def progress(staff: ObjectId, month: date) -> str:
    """A person's days of the month of `month` against the targets."""
    return f"{cached_reverse_of('targets:person', staff)}?month={month:%Y-%m}"


def of_day(user: User, staff: ObjectId, day: date) -> dict[str, str]:
    """The lists behind the counts of a day: ndp, rdp, records; empty addresses as above."""
    url = records(user, staff, day, day)
    kinds = {name: links.of_kind(url, kind) for name, kind in KIND_BY_FIGURE.items()}
    return kinds | {"records": url}
