"""The rows that verbs write first, so that two at once see each other. Their only writer.

In this order: the books of fees; months of people, sorted; then days of teams, sorted.
"""

from collections.abc import Iterable
from datetime import date
from typing import cast

from bson import ObjectId
from django.db.models import Model
from pymongo import ReturnDocument, UpdateOne

from crm.mongo.rows import collection, current_session
from leave.models import FeeBooks, StaffMonth, TeamDay

# What a month counts: all that happens in it, and of that what happens to leave.
EVENTS, LEAVE_EVENTS = "events", "leave_events"
Counts = tuple[str, ...]


def month_key(day: date) -> str:
    """The month of a day as locks, commands and addresses name it: 2026-02."""
    return f"{day:%Y-%m}"


def lock_month(staff_id: ObjectId, month: str, *, counts: Counts = (EVENTS,)) -> int:
    """Begin an event of the person's month (`2026-02`); which of its events it is.

    In a transaction; whatever touches a quota, a lateness, a break or a fee of the month does.
    """
    values = {"staff_id": staff_id, "month": month}
    return _lock(StaffMonth, f"{staff_id}:{month}", values, counts)


def lock_months(
    staff_id: ObjectId, days: Iterable[date], *, counts: Counts = (EVENTS,)
) -> dict[str, int]:
    """Do it for each month of these days, the earliest first; by month which event it is."""
    months = sorted({month_key(day) for day in days})
    return {month: lock_month(staff_id, month, counts=counts) for month in months}


def lock_leave(staff_id: ObjectId, days: Iterable[date]) -> dict[str, int]:
    """The same for whatever writes a request for leave: feeds go by how often that was."""
    return lock_months(staff_id, days, counts=(EVENTS, LEAVE_EVENTS))


def lock_everybodys_month(people: Iterable[ObjectId], month: str) -> None:
    """Begin an event of the month of each of these people, in one command if they had any.

    Leave may follow it.
    """
    _lock_each(people, month, {EVENTS: 1, LEAVE_EVENTS: 1})


def lock_team_days(product_id: ObjectId | None, days: Iterable[date]) -> None:
    """Line up whatever counts who is away on these days in a team; None: of those without one."""
    for day in sorted(set(days)):
        _lock(TeamDay, f"{product_id or '-'}:{day}", {})


def lock_payments(staff_id: ObjectId, month: str) -> None:
    """Line up with all else in the person's month, and count as none of its events.

    A payment changes nothing that the month's statement derives.
    """
    values = {"staff_id": staff_id, "month": month}
    _lock(StaffMonth, f"{staff_id}:{month}", values, ("payments",))


def lock_books(people: Iterable[ObjectId], month: str) -> dict[ObjectId, int]:
    """Line up with every other closing, and with all that happens in these people's month.

    By person how many events the month has had.
    """
    _lock(FeeBooks, "fees", {})
    people = list(people)
    _lock_each(people, month, {"payments": 1}, {EVENTS: 0})
    match = _months_of(people, month)
    rows = collection(StaffMonth).find(match, session=current_session())
    # A month towards which somebody has paid, and in which nothing has happened, has no count yet.
    return {row["staff_id"]: row.get("events", 0) for row in rows}


def lock_agreement() -> None:
    """Line up with whoever else writes the text of the agreement about fees."""
    _lock(FeeBooks, "agreement", {})


def _lock_each(
    people: Iterable[ObjectId],
    month: str,
    counts: dict[str, int],
    at_first: dict[str, int] | None = None,
) -> None:
    """Count in the month of each of these people, and begin the months that there are not yet.

    All at once: a statement for each person takes two to three times as long.
    """
    people = sorted(set(people))
    match, months, session = _months_of(people, month), collection(StaffMonth), current_session()
    written = months.update_many(match, {"$inc": counts}, session=session)
    if written.matched_count == len(people):
        return
    there = {row["staff_id"] for row in months.find(match, {"staff_id": True}, session=session)}
    change = {"$inc": counts} | ({"$setOnInsert": at_first} if at_first else {})
    months.bulk_write(
        [
            UpdateOne(
                {"_id": f"{person}:{month}", "staff_id": person, "month": month},
                change,
                upsert=True,
            )
            for person in people
            if person not in there
        ],
        session=session,
    )


def _months_of(people: Iterable[ObjectId], month: str) -> dict:
    people = list(people)
    keys = [f"{person}:{month}" for person in people]
    return {"_id": {"$in": keys}, "staff_id": {"$in": people}}


def _lock(
    model: type[Model], key: str, values: dict[str, object], counts: Counts = (EVENTS,)
) -> int:
    """One more of each of these counts; the first of them as it is now."""
    row = collection(model).find_one_and_update(
        {"_id": key, **values},
        {"$inc": dict.fromkeys(counts, 1)},
        upsert=True,
        return_document=ReturnDocument.AFTER,
        session=current_session(),
    )
    # An upsert always answers with the row.
    return cast(dict, row)[counts[0]]
