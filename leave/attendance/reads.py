"""Who came when, and how late: derived from check-in, shift and leave at each reading (AT-2)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from bson import ObjectId

from crm.mongo.rows import collection, current_session, midnight
from crm.registry.absences import days_away
from leave.attendance.hours import hours_reader
from leave.calendar.reads import closed_days
from leave.models import CheckIn
from leave.rules.days import ClosedDay
from leave.rules.lateness import lateness
from leave.rules.shifts import HoursOf, shift_on

COUNTS = ("checked_in_at", "corrected_at")


class AttendanceDay(NamedTuple):
    """A check-in with what follows from it."""

    check_in: CheckIn
    # Whole minutes; 0 on time.
    late_minutes: int
    # Approved leave on that date, or a closed day: nobody is late then.
    is_spared: bool

    @property
    def came_at(self) -> datetime | None:
        """What counts."""
        return self.check_in.came_at


class DaysWithoutLateness:
    """On which days each of some people is not late, whenever they come."""

    def __init__(
        self, away: Mapping[ObjectId, set[date]], closed: Mapping[date, ClosedDay]
    ) -> None:
        self._away, self._closed = away, closed

    def has(self, staff_id: ObjectId, day: date) -> bool:
        """Leave of any kind and length, or a day that is closed, in part as well."""
        return self.is_away(staff_id, day) or day in self._closed

    def is_away(self, staff_id: ObjectId, day: date) -> bool:
        """Approved leave."""
        return day in self._away.get(staff_id, ())

    def is_closed(self, day: date) -> bool:
        """The floor does not work, or not all day."""
        return day in self._closed


def spared_days(people: Iterable[ObjectId], first: date, last: date) -> DaysWithoutLateness:
    """Read once for many people and days."""
    return DaysWithoutLateness(days_away(people, first, last), closed_days(first, last))


def attendance_of(
    check_ins: Iterable[CheckIn],
    hours_of: HoursOf | None = None,
    spared: DaysWithoutLateness | None = None,
) -> list[AttendanceDay]:
    """What follows from each of these check-ins, in their order."""
    check_ins = list(check_ins)
    if not check_ins:
        return []
    days = [each.date for each in check_ins]
    hours_of = hours_of or hours_reader()
    people = {each.staff_id for each in check_ins}
    spared = spared or spared_days(people, min(days), max(days))
    return [_day(each, hours_of, spared) for each in check_ins]


def late_days(
    people: Iterable[ObjectId], first: date, last: date
) -> dict[tuple[ObjectId, date], int]:
    """How many whole minutes late each of these people came, by person and date of the shift.

    Days on time are left out. In the current transaction.
    """
    came = _came(list(people), first, last)
    if not came:
        return {}
    hours_of = hours_reader()
    spared = spared_days({person for person, _day, _came_at in came}, first, last)
    shifts = {day: shift_on(day, hours_of(day)) for day in {day for _person, day, _came_at in came}}
    return {
        (person, day): minutes
        for person, day, came_at in came
        if (minutes := lateness(came_at, shifts[day])) and not spared.has(person, day)
    }


def _came(
    people: list[ObjectId], first: date, last: date
) -> list[tuple[ObjectId, date, datetime | None]]:
    """Person, date of the shift and what counts of each check-in, as stored: years have many."""
    match = {
        "staff_id": {"$in": people},
        "date": {"$gte": midnight(first), "$lte": midnight(last)},
    }
    columns = {"_id": False} | dict.fromkeys(("staff_id", "date", *COUNTS), True)
    rows = collection(CheckIn).find(match, columns, session=current_session())
    return [(row["staff_id"], row["date"].date(), _counted(row)) for row in rows.to_list()]


def _counted(row: dict[str, Any]) -> datetime | None:
    """As CheckIn.came_at."""
    came_at = row["corrected_at"] or row["checked_in_at"]
    return came_at.replace(tzinfo=UTC) if came_at else None


def _day(check_in: CheckIn, hours_of: HoursOf, spared: DaysWithoutLateness) -> AttendanceDay:
    is_spared = spared.has(check_in.staff_id, check_in.date)
    shift = shift_on(check_in.date, hours_of(check_in.date))
    return AttendanceDay(
        check_in, lateness(check_in.came_at, shift, is_spared=is_spared), is_spared
    )
