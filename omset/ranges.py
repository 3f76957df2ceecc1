"""Ranges of business dates as the database is asked for them."""

from datetime import MAXYEAR, date, datetime, timedelta

from omset.tally import midnight, next_month


def bounds(start: date | None, end: date | None) -> dict:
    """What matches the stored dates from `start` to `end`, both included, open where None."""
    ends = {"$gte": start, "$lte": end}
    return {name: midnight(day) for name, day in ends.items() if day}


def whole_months(start: date | None, end: date | None) -> tuple[dict | None, list[dict]]:
    """The bounds of the months lying wholly in the range, and the ranges of days around them.

    The first is None if there are no such months, and empty if it is all of them.
    """
    # No month follows the calendar's last; nothing is recorded that late.
    start = min(start, date(MAXYEAR, 12, 1)) if start else None
    end = end if end and end.year < MAXYEAR else None
    first = _month_from(start) if start else None
    last = _month_from(end + timedelta(days=1), down=True) if end else None
    if first and last and first >= last:
        return None, [bounds(start, end)]
    edges = []
    if start and midnight(start) < first:
        edges.append({"$gte": midnight(start), "$lt": first})
    if end and last <= midnight(end):
        edges.append({"$gte": last, "$lte": midnight(end)})
    months = {"$gte": first, "$lt": last}
    return {name: month for name, month in months.items() if month}, edges


def _month_from(day: date, *, down: bool = False) -> datetime:
    """The start of the month that begins on `day`, else of the next one (or of its own: down)."""
    month = midnight(day.replace(day=1))
    return month if down or day.day == 1 else next_month(month)
