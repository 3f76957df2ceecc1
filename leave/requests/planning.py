"""What a wish for leave would cost, and what speaks against it: for the form and for the verb.

The verb locks first and asks once more; of what the form showed nothing is taken on trust.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from bson import ObjectId
from django.utils import timezone

from crm.calendar import first_day, last_day
from leave.calendar.reads import closed_days
from leave.locks import month_key
from leave.models import LeaveRequest, LeaveType
from leave.policies import LeaveSettings, settings_of_months
from leave.requests.teams import TeamLimits, limits_of, together_away
from leave.rules.asking import AskedDay, RefusedDay, refused_days
from leave.rules.balance import Balance, balance
from leave.rules.days import WORKING_DAY, ClosedDay, DayKind, charged_minutes

# A year back, for what is recorded late, and a year ahead.
FARTHEST = timedelta(days=366)
MOST_DAYS = 62


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody asks for: the days from `first` to `last`, of sick leave so long each."""

    staff_id: ObjectId
    type: LeaveType
    first: date
    last: date
    # Of sick leave alone, in minutes after midnight, and how long that is.
    starts: int | None = None
    ends: int | None = None
    sick_minutes: int = 0

    @property
    def days(self) -> list[date]:
        """All days of it, in order."""
        length = (self.last - self.first).days + 1
        return [self.first + timedelta(days=number) for number in range(length)]

    def minutes(self, settings: LeaveSettings) -> int:
        """What is asked for on a day of a month with these settings."""
        return self.sick_minutes if self.type == LeaveType.SICK else settings.off_day


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
    # Everybody else who is away or has asked to be, by day.
    away: dict[date, list[LeaveRequest]]
    # Days on which more of the team would be away than the floor wants.
    crowded: list[date]
    # What the person has asked for in these months already.
    own: list[LeaveRequest]


def plan_of(wish: Wish, limits: TeamLimits | None = None) -> Plan:
    """What would become of the wish now; at most six commands.

    `limits` are those of the wish's days, if they were read before.
    """
    first, last = first_day(wish.first), last_day(wish.last)
    own = list(LeaveRequest.objects.filter(staff_id=wish.staff_id, date__gte=first, date__lte=last))
    closed = closed_days(first, last)
    settings = settings_of_months({first_day(day) for day in wish.days})
    away = together_away(wish.first, wish.last, besides=wish.staff_id)
    crowded, blocked = _crowded(wish, away, limits)
    taken = {each.date for each in own if each.is_held}
    days = [
        AskedDay(
            date=day,
            month=month_key(day),
            cost=charged_minutes(
                wish.minutes(settings[first_day(day)]), closed.get(day, WORKING_DAY)
            ),
            is_taken=day in taken,
            is_closed=_is_closed(closed.get(day, WORKING_DAY)),
            is_crowded=day in blocked,
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
        away=away,
        crowded=crowded,
        own=own,
    )


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
    wish: Wish, away: dict[date, list[LeaveRequest]], limits: TeamLimits | None
) -> tuple[list[date], frozenset[date]]:
    """The days on which too many of the team would be away; those of them that are refused.

    Sick leave is never held against it.
    """
    if wish.type == LeaveType.SICK:
        return [], frozenset()
    team, by_day = limits or limits_of(wish.staff_id, wish.days)
    crowded = [
        day
        for day in wish.days
        if (most := by_day[day].most) is not None and team.count(away.get(day, [])) >= most
    ]
    return crowded, frozenset(day for day in crowded if by_day[day].blocks)
