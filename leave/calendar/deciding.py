"""Deciding what a day of the calendar is: the only writer of CalendarDay but for copying.

Each verb is one transaction, leaves history, and raises StaleDay if somebody was quicker.
"""

from datetime import date
from typing import Any, NamedTuple

from bson import ObjectId
from django.utils import timezone

from crm.audit.record import facts, note_event
from crm.mongo.rows import midnight
from crm.mongo.transaction import transactional
from crm.mongo.unions import UnionPart, read_union
from crm.staff.models import User
from crm.staff.rules.roles import LEVELS
from leave.calendar.consequences import ChangedHours, give_and_take
from leave.calendar.reads import closed_days
from leave.locks import lock_everybodys_month, month_key
from leave.models import CalendarDay, CheckIn, LeaveRequest
from leave.rules.days import WORKING_DAY, DayKind, DaySource
from leave.rules.states import ACTIVE

FACTS = ("date", "name", "source", "kind", "minutes", "is_estimate", "confirmed_by_name")


class StaleDay(Exception):
    """Somebody has decided about the day meanwhile."""


class DayInCalendar(Exception):
    """The calendar has that day already: it is decided there."""


class DayDecision(NamedTuple):
    """What a day is to be; the minutes are those of a day that is closed in part."""

    kind: DayKind
    minutes: int = 0


class DecidedDay(NamedTuple):
    """The day as stored, and whose hours changed by it."""

    day: CalendarDay
    changed: ChangedHours


@transactional
def add_day(day: date, decision: DayDecision, *, name: str, by: User) -> DecidedDay:
    """Put a day of the floor's own into the calendar. Raises DayInCalendar."""
    if CalendarDay.objects.filter(date=day).exists():
        raise DayInCalendar
    row = CalendarDay(date=day, name=name, source=DaySource.OWN.value, version=0)
    return _decide(row, decision, by)


@transactional
def decide_day(pk: ObjectId, version: int, decision: DayDecision, *, by: User) -> DecidedDay:
    """Let a day be what `decision` says, estimate or not; nothing happens if it is so already.

    Gives hours of leave back or takes them again, and tells whose (leave/rules/reopening.py).
    Raises StaleDay, CalendarDay.DoesNotExist.
    """
    row = CalendarDay.objects.get(pk=pk)
    if row.version != version:
        raise StaleDay
    return _decide(row, decision, by)


def _decide(row: CalendarDay, decision: DayDecision, by: User) -> DecidedDay:
    lock_everybodys_month(_people(row.date), month_key(row.date))
    before = facts(row, FACTS)
    held = closed_days(row.date, row.date)
    _write(row, decision, by)
    note_event(row, "decide", by=by, before=before, after=facts(row, FACTS))
    if held.get(row.date, WORKING_DAY)[:2] == (decision.kind, decision.minutes):
        return DecidedDay(row, ChangedHours())
    return DecidedDay(row, give_and_take(row, held, by=by))


def _people(day: date) -> set[ObjectId]:
    """Who may ask for leave on that day, who has asked, and who came: they may have left since."""
    on_day = {"date": midnight(day)}
    staff: dict[str, Any] = {"$project": {"_id": False, "staff_id": True}}
    active = {"role": {"$in": sorted(LEVELS)}, "is_active": True}
    held = on_day | {"status": {"$in": [state.value for state in sorted(ACTIVE)]}}
    rows = read_union(
        {
            "active": UnionPart(
                User._meta.db_table, [{"$match": active}, {"$project": {"_id": 1}}]
            ),
            "asked": UnionPart(LeaveRequest._meta.db_table, [{"$match": held}, staff]),
            "came": UnionPart(CheckIn._meta.db_table, [{"$match": on_day}, staff]),
        }
    )
    others = (row["staff_id"] for name in ("asked", "came") for row in rows[name])
    return {*(row["_id"] for row in rows["active"]), *others}


def _write(row: CalendarDay, decision: DayDecision, by: User) -> None:
    row.kind = decision.kind.value
    row.minutes = decision.minutes
    row.is_estimate = False
    row.confirmed_at, row.confirmed_by_name = timezone.now(), by.name
    row.version += 1
    row.save()
