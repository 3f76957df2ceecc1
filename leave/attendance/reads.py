"""Who came when, and how late: derived from check-in, shift and leave at each reading (AT-2)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from bson import ObjectId

from crm.mongo.unions import UnionPart, read_union
from crm.policies.reads import history
from leave.absences import days_away
from leave.attendance.hours import earliest_start, hours_reader
from leave.attendance.policies import WORKING_HOURS
from leave.calendar.reads import closed_days, closed_days_part
from leave.models import CheckIn, LeaveRequest
from leave.rules.days import ClosedDay
from leave.rules.lateness import lateness
from leave.rules.shifts import JAKARTA, HoursOf, shift_on
from leave.rules.states import State
from leave.spans import MANY, DaysOfPeople, match_of

# Whole minutes, by person and date of the shift.
LateDays = dict[tuple[ObjectId, date], int]
MILLISECOND = timedelta(milliseconds=1)
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

    @property
    def is_as_the_code_said(self) -> bool:
        """Nobody has corrected it or done it for them."""
        return not (self.check_in.corrected_at or self.check_in.by_name)


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


def late_days(people: Iterable[ObjectId], first: date, last: date) -> LateDays:
    """How many whole minutes late each of these people came, by person and date of the shift.

    Days on time are left out. Two commands, in the current transaction.
    """
    values = history(WORKING_HOURS)
    span = DaysOfPeople(frozenset(people), first, last)
    rows = read_union(late_parts([span], earliest_start(values)), at_once=MANY)
    return late_days_of(rows, hours_reader(values))


def late_parts(spans: Sequence[DaysOfPeople], earliest: int) -> dict[str, UnionPart]:
    """What lateness follows from, to be read together with other things.

    Whoever came within a minute of the `earliest` start of a shift, or before, is late on no day,
    and is not read.
    """
    first, last = min(span.first for span in spans), max(span.last for span in spans)
    of_days = match_of(spans, "date")
    columns = {"_id": False} | dict.fromkeys(("staff_id", "date", *COUNTS), True)
    came: list[dict] = [{"$match": of_days | _after(earliest + 1)}, {"$project": columns}]
    approved = of_days | {"status": State.APPROVED.value}
    away = {"_id": False, "staff_id": True, "date": True}
    return {
        "came": UnionPart(CheckIn._meta.db_table, came),
        "away": UnionPart(LeaveRequest._meta.db_table, [{"$match": approved}, {"$project": away}]),
        "closed": closed_days_part(first, last),
    }


def _after(earliest: int) -> dict[str, Any]:
    """Check-ins that count from this minute of their date on. A date is stored as its midnight."""
    came_at = {"$ifNull": ["$corrected_at", "$checked_in_at"]}
    since_midnight = {"$subtract": [came_at, "$date"]}
    offset = datetime(2026, 1, 1, tzinfo=JAKARTA).utcoffset() or timedelta()
    start = timedelta(minutes=earliest) - offset
    return {"$expr": {"$gte": [since_midnight, start // MILLISECOND]}}


def late_days_of(rows: dict[str, list[dict]], hours_of: HoursOf) -> LateDays:
    """The same as late_days, of the rows that late_parts has read."""
    closed = {row["date"] for row in rows["closed"]}
    away = {(row["staff_id"], row["date"]) for row in rows["away"]}
    days = {row["date"] for row in rows["came"]} - closed
    shifts = {day: shift_on(day.date(), hours_of(day.date())) for day in days}
    return {
        (row["staff_id"], row["date"].date()): minutes
        for row in rows["came"]
        if row["date"] in shifts
        and (minutes := lateness(_counted(row), shifts[row["date"]]))
        and (row["staff_id"], row["date"]) not in away
    }


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
