"""When somebody buys: by month, weekday and hour (LA-4). Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.calendar import add_months, first_day
from loyalty.rules.personal.figures import ZERO, MemberPurchase

SHOWN_MONTHS = 12


@dataclass(frozen=True)
class Hours:
    """Visits by hour of the day, and how many have no time."""

    visits: Counter[int]
    without_time: int


def spend_by_month(purchases: Iterable[MemberPurchase], today: date) -> dict[date, Decimal]:
    """The last twelve calendar months by their first days, the running one last."""
    months = [add_months(today, -back) for back in reversed(range(SHOWN_MONTHS))]
    spend = dict.fromkeys(months, ZERO)
    for each in purchases:
        month = first_day(each.day)
        if month in spend:
            spend[month] += each.amount
    return spend


def visits_by_weekday(purchases: Iterable[MemberPurchase]) -> Counter[int]:
    """How many purchases fall on each day of the week, Monday is 0."""
    return Counter(each.day.weekday() for each in purchases if each.is_visit)


def visits_by_hour(purchases: Iterable[MemberPurchase]) -> Hours:
    """How many purchases fall into each hour, as far as the source has a time."""
    minutes = [each.minute for each in purchases if each.is_visit]
    timed = [minute // 60 for minute in minutes if minute is not None]
    return Hours(Counter(timed), len(minutes) - len(timed))
