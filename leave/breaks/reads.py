"""The breaks of shifts and their sums, as every page, report and fee reads them (IZ-1, IZ-3)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime

from bson import ObjectId

from crm.mongo.unions import UnionPart, read_union
from leave.breaks.policies import allowance_reader
from leave.models import Break
from leave.rules.breaks import BreakTime, BreakTotal, total
from leave.rules.shifts import HoursOf, shift_on
from leave.spans import MANY, DaysOfPeople, match_of

# By person and date of the shift.
Totals = dict[tuple[ObjectId, date], BreakTotal]
TIMES = ("staff_id", "shift_date", "started_at", "ended_at", "waits")


def open_break_of(staff_id: ObjectId) -> Break | None:
    """The break that somebody is on."""
    return Break.objects.filter(staff_id=staff_id, is_open=True).first()


def breaks_of(staff_id: ObjectId, day: date) -> list[Break]:
    """The breaks of a shift, the earliest first."""
    return list(Break.objects.filter(staff_id=staff_id, shift_date=day).order_by("started_at"))


def totals_of(
    breaks: Iterable[Break],
    allowance_of: Callable[[date], int] | None = None,
    now: datetime | None = None,
    hours_of: HoursOf | None = None,
) -> Totals:
    """The sums of all the breaks of some shifts.

    With `now` and the working hours an open one counts up to then, and no further than its shift.
    """
    allowance_of = allowance_of or allowance_reader()
    shifts: dict[tuple[ObjectId, date], list[Break]] = defaultdict(list)
    for each in breaks:
        shifts[each.staff_id, each.shift_date].append(each)
    return {
        (person, day): total([_time(each, now, hours_of) for each in taken], allowance_of(day))
        for (person, day), taken in shifts.items()
    }


def break_days(people: Iterable[ObjectId], first: date, last: date) -> Totals:
    """The sums of people's breaks from shift to shift; who took none in one is left out.

    An open break counts nothing yet. Two commands, in the current transaction.
    """
    part = breaks_part(DaysOfPeople(frozenset(people), first, last))
    return break_days_of(read_union({"breaks": part}, at_once=MANY)["breaks"], allowance_reader())


def breaks_part(*spans: DaysOfPeople) -> UnionPart:
    """Breaks, to be read together with other things."""
    columns = {"_id": False} | dict.fromkeys(TIMES, True)
    stages: list[dict] = [{"$match": match_of(spans, "shift_date")}, {"$project": columns}]
    return UnionPart(Break._meta.db_table, stages)


def break_days_of(rows: Iterable[dict], allowance_of: Callable[[date], int]) -> Totals:
    """The same as break_days, of the rows that breaks_part has read."""
    times: dict[tuple[ObjectId, date], list[BreakTime]] = defaultdict(list)
    for row in rows:
        time = BreakTime(row["started_at"], row["ended_at"], row["waits"])
        times[row["staff_id"], row["shift_date"].date()].append(time)
    return {key: total(taken, allowance_of(key[1])) for key, taken in times.items()}


def _time(each: Break, now: datetime | None, hours_of: HoursOf | None) -> BreakTime:
    if not each.is_open or now is None or hours_of is None:
        return each.time
    shift = shift_on(each.shift_date, hours_of(each.shift_date))
    # Not agreed about before it ends.
    return BreakTime(each.started_at, shift.within(now), waits=True)
