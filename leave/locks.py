"""The rows that verbs write first, so that two at once see each other. Their only writer.

In this order: months of people, sorted; then days of teams, sorted.
"""

from collections.abc import Iterable
from datetime import date
from typing import cast

from bson import ObjectId
from django.db.models import Model
from pymongo import ReturnDocument

from crm.mongo.rows import collection, current_session
from leave.models import StaffMonth, TeamDay


def month_key(day: date) -> str:
    """The month of a day as locks, commands and addresses name it: 2026-02."""
    return f"{day:%Y-%m}"


def lock_month(staff_id: ObjectId, month: str) -> int:
    """Begin an event of the person's month (`2026-02`); which of its events it is.

    In a transaction; whatever touches a quota, a lateness, a break or a fee of the month does.
    """
    values = {"staff_id": staff_id, "month": month}
    return _lock(StaffMonth, f"{staff_id}:{month}", values)


def lock_months(staff_id: ObjectId, days: Iterable[date]) -> dict[str, int]:
    """Do it for each month of these days, the earliest first; by month which event it is."""
    months = sorted({month_key(day) for day in days})
    return {month: lock_month(staff_id, month) for month in months}


def lock_team_days(product_id: ObjectId | None, days: Iterable[date]) -> None:
    """Line up whatever counts who is away on these days in a team; None: of those without one."""
    for day in sorted(set(days)):
        _lock(TeamDay, f"{product_id or '-'}:{day}", {})


def _lock(model: type[Model], key: str, values: dict[str, object]) -> int:
    row = collection(model).find_one_and_update(
        {"_id": key, **values},
        {"$inc": {"events": 1}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
        session=current_session(),
    )
    # An upsert always answers with the row.
    return cast(dict, row)["events"]
