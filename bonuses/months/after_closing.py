"""What became of closed months, for the pages that show the ledger as it is now."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId
from django.db.models import Count
from django.utils import timezone

from bonuses.models import Adjustment, Closing, Statement
from bonuses.months.figures import closing_if_over, staff_filter, statement_days
from crm.calendar import first_day, last_day
from omset import numbers
from omset.lists.filters import Filter
from omset.rules.classify import NDP, RDP

# What a list shows by the kind of its records.
LIST_FIGURES = {None: ("records", "total"), NDP: ("ndp",), RDP: ("rdp",)}


class Days(NamedTuple):
    """From one day to another, both included."""

    start: date
    end: date


class ListChange(NamedTuple):
    """What counted in a list when its month was closed, and what counts there now."""

    month: date
    # The numbers that the list is opened from (LIST_FIGURES), in their order.
    then: dict[str, Decimal | int]
    now: dict[str, Decimal | int]
    # What was done to the month after closing, by how many times (Adjustment.cause).
    causes: Counter


def changed_months(
    start: date | None, end: date | None, staff: ObjectId | None = None
) -> list[date]:
    """The closed months with days from `start` to `end` that were changed since, in order.

    Those of `staff` or of anybody; at most two commands.
    """
    closings = Closing.objects.filter(in_force=True, month__lte=end or timezone.localdate())
    if start:
        closings = closings.filter(month__gte=first_day(start))
    months = dict(closings.values_list("pk", "month"))
    if not months:
        return []
    lines = Adjustment.objects.filter(closing_id__in=list(months), **staff_filter(staff))
    by_closing = lines.values("closing_id").annotate(lines=Count("pk"))
    return sorted(months[row["closing_id"]] for row in by_closing)


def change_of(chosen: Filter) -> ListChange | None:
    """How days of one closed month stand against what was closed; at most four commands.

    None if nothing was changed, and for a filter that no closed number leads to.
    """
    days = days_of_one_month(chosen)
    closing = closing_if_over(first_day(days.start)) if days else None
    if days is None or closing is None:
        return None
    statements = closing.statements.filter(**staff_filter(chosen.staff))
    [now] = numbers.totals_of_scopes([numbers.TallyScope(days.start, days.end, chosen.staff)])
    then = sum((_totals_then(row, days) for row in statements), numbers.Totals())
    names = LIST_FIGURES[chosen.kind]
    change = ListChange(
        month=closing.month,
        then={name: getattr(then, name) for name in names},
        now={name: getattr(now, name) for name in names},
        causes=_causes(closing, chosen.staff),
    )
    is_whole = days == (closing.month, last_day(closing.month))
    is_other = change.then != change.now
    return change if is_other or (is_whole and change.causes) else None


def _causes(closing: Closing, staff: ObjectId | None) -> Counter:
    lines = closing.adjustments.filter(**staff_filter(staff)).values_list("cause", "record", "pk")
    done = {(cause, record or pk) for cause, record, pk in lines}
    return Counter(cause for cause, _record in sorted(done, key=str))


def days_of_one_month(chosen: Filter) -> Days | None:
    """The days of a list that a number of one month leads to, by staff and kind; else None."""
    start, end = chosen.period.start, chosen.period.end
    if not (start and end and chosen.is_counted) or chosen.product or chosen.customer:
        return None
    return Days(start, end) if first_day(start) == first_day(end) else None


def _totals_then(statement: Statement, days: Days) -> numbers.Totals:
    """What the statement says of the days."""
    totals = [
        numbers.Totals(records=day.records, total=day.total, ndp=day.ndp, rdp=day.rdp)
        for day in statement_days(statement)
        if days.start <= day.date <= days.end
    ]
    return sum(totals, numbers.Totals())
