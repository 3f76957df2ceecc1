"""Ranges of business dates as the database is asked for them."""

from datetime import MAXYEAR, date, datetime, timedelta
from typing import NamedTuple

from crm.calendar import first_day, next_month
from crm.mongo.rows import midnight


class MonthRange(NamedTuple):
    """A range as months, and the ranges of days by which it has more and less than they have."""

    # None if there are no such months, empty if it is all of them.
    months: dict | None
    more: list[dict]
    less: list[dict]


def bounds(start: date | None, end: date | None) -> dict:
    """What matches the stored dates from `start` to `end`, both included, open where None."""
    ends = {"$gte": start, "$lte": end}
    return {name: midnight(day) for name, day in ends.items() if day}


def nearest_months(start: date | None, end: date | None) -> MonthRange:
    """The months that come nearest to the range: where it ends within one, fewer days are read.

    So this month up to today is all of it without the days to come, of which nothing is known yet.
    """
    start, end = _of_the_calendar(start, end)
    since = midnight(start) if start else None
    until = midnight(end + timedelta(days=1)) if end else None
    first, last = (moment and _nearest_month(moment) for moment in (since, until))
    if first and last and first >= last:
        return MonthRange(None, [bounds(start, end)], [])
    more = _spans((since, first), (last, until))
    return MonthRange(_months(first, last), more, _spans((first, since), (until, last)))


def _nearest_month(moment: datetime) -> datetime:
    """The nearest start of a month. Later moments never have an earlier one."""
    if moment.day == 1:
        return moment
    month = first_day(moment)
    after = next_month(month)
    return month if moment - month < after - moment else after


def _spans(*pairs: tuple[datetime | None, datetime | None]) -> list[dict]:
    return [
        {"$gte": since, "$lt": until} for since, until in pairs if since and until and since < until
    ]


def _of_the_calendar(start: date | None, end: date | None) -> tuple[date | None, date | None]:
    """No month follows the calendar's last; nothing is recorded that late."""
    start = min(start, date(MAXYEAR, 12, 1)) if start else None
    return start, end if end and end.year < MAXYEAR else None


def _months(first: datetime | None, last: datetime | None) -> dict:
    ends = {"$gte": first, "$lt": last}
    return {name: month for name, month in ends.items() if month}
