"""Who is away, for the apps that have to know (crm/registry/absences.py)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from bson import ObjectId

from crm.mongo.rows import collection, current_session, midnight
from leave.models import LeaveRequest
from leave.rules.states import State


def days_away(people: Iterable[ObjectId], first: date, last: date) -> dict[ObjectId, set[date]]:
    """The days from `first` to `last` on which each has approved leave, of any length."""
    days: dict[ObjectId, set[date]] = defaultdict(set)
    for staff_id, day, _minutes, _is_whole_day in _approved(people, first, last):
        days[staff_id].add(day)
    return days


def days_worked_in_part(
    people: Iterable[ObjectId], first: date, last: date
) -> dict[ObjectId, set[date]]:
    """Those of them of which each works the rest."""
    days: dict[ObjectId, set[date]] = defaultdict(set)
    for staff_id, day, _minutes, is_whole_day in _approved(people, first, last):
        if not is_whole_day:
            days[staff_id].add(day)
    return days


def minutes_away(
    people: Iterable[ObjectId] | None, first: date, last: date
) -> dict[ObjectId, dict[date, int]]:
    """Minutes of approved leave of these people, or of all, by person and day."""
    minutes: dict[ObjectId, dict[date, int]] = defaultdict(dict)
    for staff_id, day, length, _is_whole_day in _approved(people, first, last):
        minutes[staff_id][day] = length
    return minutes


def _approved(
    people: Iterable[ObjectId] | None, first: date, last: date
) -> list[tuple[ObjectId, date, int, bool]]:
    match: dict = {
        "status": State.APPROVED.value,
        "date": {"$gte": midnight(first), "$lte": midnight(last)},
    }
    if people is not None:
        match["staff_id"] = {"$in": list(people)}
    fields = {"staff_id": True, "date": True, "minutes": True, "is_whole_day": True}
    rows = collection(LeaveRequest).find(match, fields, session=current_session())
    return [
        (row["staff_id"], row["date"].date(), row["minutes"], row["is_whole_day"]) for row in rows
    ]
