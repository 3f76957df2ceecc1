"""The rows of a leaderboard as its page writes them: each text is ready, numbers open records."""

from typing import NamedTuple

from django.utils.html import format_html
from django.utils.translation import gettext

from crm.web.templatetags.formats import decimal, rupiah
from crm.web.templatetags.shell import badge, opens
from dashboard.leaderboard.people import Leaderboard, RankedPerson
from dashboard.templatetags.leaderboard import average, meter, moved, now_beside, whole


class RankedTexts(NamedTuple):
    """What stands in the cells of a person's row: numbers with their meters and what is now."""

    is_own: bool
    rank: str
    moved: str
    name: str
    total: str
    ndp: str
    average_ndp: str
    rdp: str
    average_rdp: str
    days_worked: str
    average_total: str
    ndp_today: str
    rdp_today: str


def table_rows(leaderboard: Leaderboard) -> list[RankedTexts]:
    """Everybody's row, in order."""
    return [_person(person) for person in leaderboard.people]


def _person(person: RankedPerson) -> RankedTexts:
    # Safe texts put together are safe; one that is not makes the sum unsafe, to be escaped.
    row, urls, today_urls, meters = person.row, person.urls, person.today_urls, person.meters
    total = opens(urls.get("total", ""), rupiah(row.total)) + meter(meters["total"])
    days = opens(urls.get("days", ""), decimal(row.days_worked))
    return RankedTexts(
        is_own=person.is_own,
        rank=_with_now(person, str(person.rank), f"rank_{person.by}"),
        moved=moved(person.moved),
        name=_name(person),
        total=_with_now(person, total, "total"),
        ndp=_opened(person, "ndp", decimal(row.ndp)),
        average_ndp=average(row.average_ndp) + meter(meters["ndp"]),
        rdp=_opened(person, "rdp", decimal(row.rdp)),
        average_rdp=average(row.average_rdp) + meter(meters["rdp"]),
        days_worked=_with_now(person, days, "days_worked"),
        average_total=rupiah(whole(row.average_total)),
        ndp_today=opens(today_urls.get("ndp", ""), decimal(person.today.ndp)),
        rdp_today=opens(today_urls.get("rdp", ""), decimal(person.today.rdp)),
    )


def _name(person: RankedPerson) -> str:
    name = opens(person.urls.get("person", ""), person.row.name)
    return format_html("{} {}", name, badge("mark", gettext("You"))) if person.is_own else name


def _opened(person: RankedPerson, name: str, text: str) -> str:
    """A number that opens its records, and what it is now if another one."""
    return _with_now(person, opens(person.urls.get(name, ""), text), name)


def _with_now(person: RankedPerson, text: str, name: str) -> str:
    return format_html("{}{}", text, now_beside(person, name)) if person.row.now else text
