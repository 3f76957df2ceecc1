"""What a wish for leave would cost, and what speaks against it: for the form and for the verb.

The verb locks first and asks once more; of what the form showed nothing is taken on trust.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, cast

from bson import ObjectId
from django.utils import timezone

from crm.calendar import first_day, last_day
from crm.mongo.rows import midnight
from crm.mongo.stored import stored_instance
from crm.mongo.unions import UnionPart, read_union
from leave.calendar.reads import closed_days_of, closed_days_part
from leave.locks import month_key
from leave.models import LeaveRequest, LeaveType
from leave.policies import LeaveDecisions, LeaveSettings, leave_decisions
from leave.reads import HeldLeave
from leave.requests.teams import TeamLimits, away_of, away_parts, limits_of
from leave.rules.asking import AskedDay, RefusedDay, refused_days
from leave.rules.balance import Balance, balance
from leave.rules.days import WORKING_DAY, ClosedDay, DayKind, charged_minutes
from leave.rules.hours import NotALength, sick_minutes

# A year back, for what is recorded late, and a year ahead.
FARTHEST = timedelta(days=366)
MOST_DAYS = 62


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody asks for: the days from `first` to `last`, each with these hours if ill."""

    staff_id: ObjectId
    type: LeaveType
    first: date
    last: date
    # Of sick leave alone, in minutes after midnight.
    starts: int | None = None
    ends: int | None = None

    @property
    def days(self) -> list[date]:
        """All days of it, in order."""
        length = (self.last - self.first).days + 1
        return [self.first + timedelta(days=number) for number in range(length)]

    def minutes_on(self, day: date, decided: LeaveDecisions) -> int | None:
        """What is asked for on a day: of sick leave by the shift of that very day (LV-3).

        None where it ends before it begins, which a shift that is not over midnight can not have.
        """
        if self.type == LeaveType.OFF or self.starts is None or self.ends is None:
            return decided.settings_of([first_day(day)])[first_day(day)].off_day
        try:
            return sick_minutes(self.starts, self.ends, decided.hours_of(day))
        except NotALength:
            return None


class MonthOfWish(NamedTuple):
    """A month of the wish: what there is of it, and what would be left after it."""

    month: date
    before: Balance
    after: Balance


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What would become of a wish as things stand."""

    # The days that would be asked for: closed ones are skipped.
    days: list[AskedDay]
    skipped: list[date]
    refused: list[RefusedDay]
    months: list[MonthOfWish]
    settings: dict[date, LeaveSettings]
    # So much is asked for on each day.
    minutes: dict[date, int]
    # Everybody else who is away or has asked to be, by day.
    away: dict[date, list[HeldLeave]]
    # Days on which more of the team would be away than the floor wants.
    crowded: list[date]
    # What the person has asked for in these months already.
    own: list[LeaveRequest]


def plan_of(wish: Wish) -> Plan:
    """What would become of the wish now, with who else is away; at most three commands."""
    decided = leave_decisions()
    limits = limits_of(wish.staff_id, wish.days, decided)
    rows = read_union(_parts(wish) | _away_parts(wish))
    return _plan(wish, decided, limits, rows)


def plan_behind_locks(wish: Wish, decided: LeaveDecisions, limits: TeamLimits) -> Plan:
    """The same for the verb, by what it has read and locked before; in its transaction.

    Who else is away is asked only where it matters.
    """
    away = _away_parts(wish) if decided.has_limits else {}
    return _plan(wish, decided, limits, read_union(_parts(wish) | away))


def _plan(
    wish: Wish, decided: LeaveDecisions, limits: TeamLimits, rows: dict[str, list[dict]]
) -> Plan:
    own = [_request(row) for row in rows["own"]]
    closed, away = closed_days_of(rows["closed"]), away_of(rows)
    settings = decided.settings_of({first_day(day) for day in wish.days})
    wishes = {day: wish.minutes_on(day, decided) for day in wish.days}
    minutes = {day: length or 0 for day, length in wishes.items()}
    crowded, blocked = _crowded(wish, away, limits)
    taken = {each.date for each in own if each.is_held}
    days = [
        AskedDay(
            date=day,
            month=month_key(day),
            cost=charged_minutes(minutes[day], closed.get(day, WORKING_DAY)),
            is_taken=day in taken,
            is_closed=_is_closed(closed.get(day, WORKING_DAY)),
            is_crowded=day in blocked,
            has_no_length=wishes[day] is None,
            is_too_far=abs(day - timezone.localdate()) > FARTHEST,
        )
        for day in wish.days
    ]
    open_days = [day for day in days if not day.is_closed]
    months = _months(own, open_days, settings, closed)
    room = {month_key(each.month): each.before.available for each in months}
    return Plan(
        days=open_days,
        skipped=[day.date for day in days if day.is_closed],
        refused=refused_days(days, room),
        months=months,
        settings=settings,
        minutes=minutes,
        away=away,
        crowded=crowded,
        own=own,
    )


def _parts(wish: Wish) -> dict[str, UnionPart]:
    """What the person has in the months of the wish, and closed days."""
    first, last = first_day(wish.first), last_day(wish.last)
    match = {
        "staff_id": wish.staff_id,
        "date": {"$gte": midnight(first), "$lte": midnight(last)},
    }
    own = UnionPart(LeaveRequest._meta.db_table, [{"$match": match}])
    return {"own": own, "closed": closed_days_part(first, last)}


def _away_parts(wish: Wish) -> dict[str, UnionPart]:
    return away_parts(wish.first, wish.last, wish.staff_id)


def _request(row: dict) -> LeaveRequest:
    return cast(LeaveRequest, stored_instance(LeaveRequest, row))


def _is_closed(day: ClosedDay) -> bool:
    return day.kind == DayKind.CLOSED_FREE


def _months(
    own: Sequence[LeaveRequest],
    open_days: Sequence[AskedDay],
    settings: dict[date, LeaveSettings],
    closed: dict[date, ClosedDay],
) -> list[MonthOfWish]:
    result = []
    for month, of_month in sorted(settings.items()):
        facts = [each.facts for each in own if first_day(each.date) == month]
        before = balance(of_month.quota, facts, closed)
        more = sum(day.cost for day in open_days if day.month == month_key(month))
        pending = before.pending + more
        available = max(0, before.quota - before.used - pending)
        result.append(
            MonthOfWish(month, before, before._replace(pending=pending, available=available))
        )
    return result


def _crowded(
    wish: Wish, away: dict[date, list[HeldLeave]], limits: TeamLimits
) -> tuple[list[date], frozenset[date]]:
    """The days on which too many of the team would be away; those of them that are refused.

    Sick leave is never held against it.
    """
    if wish.type == LeaveType.SICK:
        return [], frozenset()
    team, by_day = limits
    crowded = [
        day
        for day in wish.days
        if (most := by_day[day].most) is not None and team.count(away.get(day, [])) >= most
    ]
    return crowded, frozenset(day for day in crowded if by_day[day].blocks)
