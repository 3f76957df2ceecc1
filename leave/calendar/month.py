"""A month of leave as one viewer may see it: who is away when (LV-6).

Approved leave alone, but for balances. Of colleagues, staff learn that they are away: no type, no
hours, which would say who was ill.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from bson import ObjectId
from django.utils import timezone

from crm.calendar import first_day, last_day
from crm.mongo.unions import UnionPart, read_union
from crm.staff.models import Product, User
from leave.calendar.reads import closed_days_of, closed_days_part
from leave.models import TeamMember
from leave.policies import settings_of_months
from leave.reads import HeldLeave, absences_of, absences_part, left_part
from leave.rules.balance import Balance, balance, cost
from leave.rules.days import ClosedDay
from leave.rules.states import State


class Team(NamedTuple):
    """A product's team."""

    product_id: ObjectId
    name: str
    people: frozenset[ObjectId]

    @property
    def value(self) -> str:
        """The team as an address says it."""
        return str(self.product_id)


class MonthFacts(NamedTuple):
    """What a month is made of, before anybody looks at it."""

    month: date
    closed: dict[date, ClosedDay]
    # What holds hours of the month, by day and name.
    requests: list[HeldLeave]
    teams: list[Team]


class Absence(NamedTuple):
    """Approved leave of one person on one day; empty where the viewer may not know."""

    date: date
    staff_id: ObjectId
    staff_name: str
    is_own: bool
    # For who may know.
    request: HeldLeave | None
    # What it costs of the month, in minutes.
    charged: int = 0


class CalendarCell(NamedTuple):
    """A date of the grid."""

    date: date
    is_in_month: bool
    is_today: bool
    closed: ClosedDay | None
    away: list[Absence]


class PersonMonth(NamedTuple):
    """A person's month: their balance, and on which days they are away."""

    staff_id: ObjectId
    staff_name: str
    balance: Balance
    days: list[Absence]


@dataclass(frozen=True)
class MonthCalendar:
    """What a month looks like to one viewer."""

    month: date
    closed: dict[date, ClosedDay]
    absences: list[Absence]
    # Whose balance the viewer may see, in order of the names.
    people: list[PersonMonth]
    today: date

    @cached_property
    def weeks(self) -> list[list[CalendarCell]]:
        """The grid: whole weeks from Monday on."""
        first = self.month - timedelta(days=self.month.weekday())
        number = (last_day(self.month) - first).days + 1
        cells = [self._cell(first + timedelta(days=day)) for day in range(-(-number // 7) * 7)]
        return [cells[start : start + 7] for start in range(0, len(cells), 7)]

    @cached_property
    def days(self) -> list[CalendarCell]:
        """The days of the month on which somebody is away or that are not like the others."""
        cells = (cell for week in self.weeks for cell in week if cell.is_in_month)
        return [cell for cell in cells if cell.away or cell.closed]

    @property
    def days_with_leave(self) -> int:
        """On so many days of the month somebody is away."""
        return len(self._away)

    @cached_property
    def _away(self) -> dict[date, list[Absence]]:
        away: dict[date, list[Absence]] = defaultdict(list)
        for absence in self.absences:
            away[absence.date].append(absence)
        return dict(away)

    def _cell(self, day: date) -> CalendarCell:
        return CalendarCell(
            date=day,
            is_in_month=first_day(day) == self.month,
            is_today=day == self.today,
            closed=self.closed.get(day),
            away=self._away.get(day, []),
        )


def month_facts(month: date) -> MonthFacts:
    """Closed days, leave and teams of a month; one command."""
    last = last_day(month)
    rows = read_union(
        {
            "closed": closed_days_part(month, last),
            "requests": absences_part(month, last),
            "teams": _teams_part(),
            "left": left_part(),
        }
    )
    left, today = {row["_id"] for row in rows["left"]}, timezone.localdate()
    requests = [
        # Who has left was away until then, and is not to come.
        each
        for each in absences_of(rows["requests"])
        if each.date < today or each.staff_id not in left
    ]
    teams = [Team(row["_id"], row["name"], frozenset(row["people"])) for row in rows["teams"]]
    return MonthFacts(month, closed_days_of(rows["closed"]), requests, teams)


def month_calendar(viewer: User, facts: MonthFacts, team: Team | None = None) -> MonthCalendar:
    """The month of `team`, or of everybody, as `viewer` may see it; one command.

    Staff have the balance of their own month in `people`, admins those of all who have leave.
    """
    absences = [
        _absence(each, viewer, facts.closed)
        for each in facts.requests
        if each.state == State.APPROVED and _is_in(team, each.staff_id)
    ]
    quota = settings_of_months([facts.month])[facts.month].quota
    people = _people(facts.requests, absences, viewer, facts.closed, quota)
    in_team = [each for each in people if not viewer.is_admin or _is_in(team, each.staff_id)]
    return MonthCalendar(facts.month, facts.closed, absences, in_team, timezone.localdate())


def _teams_part() -> UnionPart:
    """By product its people, in order of the products' names."""
    product = {
        "from": Product._meta.db_table,
        "localField": "_id",
        "foreignField": "_id",
        "as": "product",
    }
    stages: list[dict[str, Any]] = [
        {"$group": {"_id": "$product_id", "people": {"$push": "$_id"}}},
        {"$lookup": product},
        {"$unwind": "$product"},
        {"$sort": {"product.name_key": 1}},
        {"$project": {"people": 1, "name": "$product.name"}},
    ]
    return UnionPart(TeamMember._meta.db_table, stages)


def _is_in(team: Team | None, staff_id: ObjectId) -> bool:
    return team is None or staff_id in team.people


def _absence(request: HeldLeave, viewer: User, closed: dict[date, ClosedDay]) -> Absence:
    is_own = request.staff_id == viewer.pk
    absence = Absence(request.date, request.staff_id, request.staff_name, is_own, None)
    if not (is_own or viewer.is_admin):
        return absence
    return absence._replace(request=request, charged=cost(request.facts, closed))


def _people(
    requests: Iterable[HeldLeave],
    absences: Iterable[Absence],
    viewer: User,
    closed: dict[date, ClosedDay],
    quota: int,
) -> list[PersonMonth]:
    """Of staff themselves alone; of admins whoever has leave in the month."""
    own: dict[ObjectId, list[HeldLeave]] = defaultdict(list)
    names: dict[ObjectId, str] = {}
    for request in requests:
        if viewer.is_admin or request.staff_id == viewer.pk:
            own[request.staff_id].append(request)
            names[request.staff_id] = request.staff_name
    if not viewer.is_admin and not own:
        own[viewer.pk], names[viewer.pk] = [], viewer.name
    days: dict[ObjectId, list[Absence]] = defaultdict(list)
    for absence in absences:
        days[absence.staff_id].append(absence)
    people = [
        PersonMonth(pk, names[pk], balance(quota, [row.facts for row in rows], closed), days[pk])
        for pk, rows in own.items()
    ]
    return sorted(people, key=lambda person: (person.staff_name.casefold(), person.staff_id))
