"""The days of a person's month as a page writes them: each text is ready, counts open records."""

from typing import NamedTuple

from django.utils.html import escape

from bonuses import links
from bonuses.rules.rates import Tier
from bonuses.statements.person import DayLine, PersonMonth
from crm.staff.models import User
from crm.web.templatetags.formats import decimal, money, rupiah, weekday
from crm.web.templatetags.shell import opens


class EarnedTexts(NamedTuple):
    """What stands in the cells of a day's row."""

    date: str
    records: str
    total: str
    ndp: str
    rdp: str
    ndp_tier: str
    rdp_tier: str
    ndp_bonus: str
    rdp_bonus: str


def earned_texts(user: User, statement: PersonMonth) -> list[EarnedTexts]:
    """A row for each day with counted deposits, in order, as `user` may open it."""
    staff, currency = statement.line.staff_id, statement.plan.currency
    return [_day(day, links.of_day(user, staff, day.date), currency) for day in statement.days]


def _day(day: DayLine, urls: dict[str, str], currency: str) -> EarnedTexts:
    records = escape(urls["records"])
    return EarnedTexts(
        date=opens(records, weekday(day.date)),
        records=opens(records, decimal(day.records)),
        total=opens(records, rupiah(day.total)),
        ndp=opens(urls["ndp"], decimal(day.ndp)),
        rdp=opens(urls["rdp"], decimal(day.rdp)),
        ndp_tier=_label(day.ndp_tier),
        rdp_tier=_label(day.rdp_tier),
        ndp_bonus=money(day.ndp_bonus, currency),
        rdp_bonus=money(day.rdp_bonus, currency),
    )


def _label(tier: Tier | None) -> str:
    return tier.label if tier else ""
