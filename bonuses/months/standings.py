"""What each staff member's month earns, as the ledger is now. The only writer of Standing.

Never added to: a month is worked out anew from its days whenever one of them changed (BO-1 to
BO-6), in the event's own transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from bson import Decimal128, ObjectId
from pymongo import DeleteOne, ReplaceOne

from bonuses import schedule
from bonuses.models import Standing
from bonuses.rules import rates
from bonuses.rules.figures import AMOUNTS, stored_figures
from bonuses.rules.rates import DayCounts, Earned, Plan
from crm.calendar import first_day, last_day
from crm.mongo.rows import collection, current_session, midnight
from omset import numbers

Sums = Mapping[date, numbers.Totals]


def rewrite(
    staff_id: ObjectId, months: Iterable[date], sums: Sums | None = None
) -> dict[date, Earned]:
    """Store what these months (their first days) of a staff member earn, and return it.

    A month without counted records has no standing. `sums` are those of all their days, where
    somebody has read them already.
    """
    months = list(months)
    days, plans = days_of(staff_id, months, sums), schedule.plans_of(months)
    earned = {month: rates.earned(days[month], plans[month]) for month in months}
    writes = [_write(staff_id, month, earned[month], plans[month]) for month in months]
    if writes:
        collection(Standing).bulk_write(writes, ordered=False, session=current_session())
    return earned


def days_of(
    staff_id: ObjectId, months: list[date], sums: Sums | None = None
) -> dict[date, list[DayCounts]]:
    """The days with counted records of each month, by the month's first day."""
    days: dict[date, list[DayCounts]] = defaultdict(list)
    if sums is None:
        scope = numbers.TallyScope(min(months), last_day(max(months)), staff=staff_id)
        sums = numbers.totals_by(scope, "day")
    for day, row in sums.items():
        days[first_day(day)].append(_day(day, row))
    return days


def days_of_everybody(month: date) -> dict[ObjectId, list[DayCounts]]:
    """The days with counted records of the month, by staff member: one command."""
    days: dict[ObjectId, list[DayCounts]] = defaultdict(list)
    for staff_id, day, sums in numbers.totals_by_person_and_day(month, last_day(month)):
        days[staff_id].append(_day(day, sums))
    return days


def _day(day: date, sums: numbers.Totals) -> DayCounts:
    return DayCounts(date=day, records=sums.records, total=sums.total, ndp=sums.ndp, rdp=sums.rdp)


def _write(staff_id: ObjectId, month: date, earned: Earned, plan: Plan) -> ReplaceOne | DeleteOne:
    place = {"staff_id": staff_id, "month": midnight(month)}
    if not earned.records:
        return DeleteOne(place)
    return ReplaceOne(place, place | _stored(earned, plan), upsert=True)


def _stored(earned: Earned, plan: Plan) -> dict:
    """The row as the database keeps it, without whose and when."""
    figures = stored_figures(earned)
    row = figures | {name: Decimal128(figures[name]) for name in AMOUNTS}
    tiers = {"ndp_days": earned.ndp_days, "rdp_days": earned.rdp_days}
    targets = {"days": [list(day) for day in earned.days], "targets": list(plan.targets[1:])}
    return row | tiers | targets | {"currency": plan.currency}
