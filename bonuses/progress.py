"""How people's months go against their targets, by the stored standings (LB-7 to LB-14)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

from bson import ObjectId
from django.db import connection
from django.utils import timezone

from bonuses import schedule
from bonuses.models import Standing
from bonuses.rules import plans, rates, targets
from bonuses.rules.targets import ONE_DAY, Level, Progress
from crm.calendar import add_months, days_in_month, first_day, last_day
from crm.mongo.rows import midnight
from crm.mongo.unions import UnionPart, read_union, rows_part
from crm.staff.models import Role, User

# The month, the two that are held against it (LB-10), and one that says who was there before.
NEWEST = 4


class DailyTargets(NamedTuple):
    """What makes a day of the month successful, either of them (LB-7)."""

    ndp: int
    rdp: int


class Month(NamedTuple):
    """What is needed of a standing."""

    staff_id: ObjectId
    month: date
    success_days: int
    # See Standing; left out where all of a month that is not shown were successful.
    days: list[list[int]]
    targets: list[int]


class DayResult(NamedTuple):
    """A day's counts, and which target they met: ndp before rdp, None for neither (LB-8)."""

    date: date
    ndp: int = 0
    rdp: int = 0
    met: str | None = None


@dataclass(frozen=True)
class PersonProgress:
    """A person's month as seen on `progress.day`."""

    staff: User
    progress: Progress
    asked: DailyTargets
    # Those with counted deposits, in order.
    days: list[DayResult]
    streak: int
    # True of past months.
    is_over: bool

    @property
    def today(self) -> DayResult:
        """The day that it is seen on."""
        day = self.progress.day
        return next((row for row in self.days if row.date == day), DayResult(day))

    @property
    def missing(self) -> DailyTargets:
        """How many more make today successful, in either way."""
        return DailyTargets(self.asked.ndp - self.today.ndp, self.asked.rdp - self.today.rdp)

    @property
    def status(self) -> str:
        """Progress.status; a month that ended without being achieved is missed."""
        found = self.progress.status
        if self.is_over and found in ("on-track", "in-progress"):
            return "missed"
        return "behind" if self.is_behind and found == "in-progress" else found

    @property
    def is_behind(self) -> bool:
        """True while the warning of LB-11's first level stands."""
        return self.progress.level == Level.BEHIND and not self.is_over


def seen_on(month: date) -> date:
    """The day from which a month is seen: today, or a past month's last day (LB-14)."""
    return min(last_day(month), timezone.localdate())


def of_person(user: User, day: date, days_off: Collection[date] = ()) -> PersonProgress:
    """How the month of `day` goes for `user`, as seen on that day.

    One command, and one more for each further year of a streak.
    """
    month = first_day(day)
    mine = {"staff_id": user.pk, "month": {"$lte": midnight(month)}}
    rows, asked = _read(month, _standings(mine, month, [{"$limit": NEWEST}]))
    first = rows[-1].month if rows else month
    [streak] = _streaks({user.pk: rows}, day, {user.pk: days_off}).values()
    return _progress(user, rows, day, min(first, _created(user)), streak, asked)


def of_everybody(
    day: date, days_off: Mapping[ObjectId, Collection[date]] | None = None
) -> list[PersonProgress]:
    """The same for all staff: the highest warning first, then most successful days (LB-14).

    Three commands, and one for each further year of anybody's streak. Whoever began after the month
    is left out, and who was deactivated too, unless something of theirs counts in it.
    """
    month = first_day(day)
    three = {"month": {"$gte": midnight(add_months(month, -2)), "$lte": midnight(month)}}
    read, asked = _read(month, _standings(three, month))
    rows, firsts = _by_staff(read), _first_months()
    people = {
        user: min(_created(user), firsts.get(user.pk, date.max))
        for user in User.objects.filter(role=Role.STAFF)
        if user.is_active or any(row.month == month for row in rows.get(user.pk, ()))
    }
    people = {user: since for user, since in people.items() if since <= month}
    known = {user.pk: rows.get(user.pk, []) for user in people}
    streaks = _streaks(known, day, days_off or {})
    found = [
        _progress(user, known[user.pk], day, since, streaks[user.pk], asked)
        for user, since in people.items()
    ]
    return sorted(found, key=_gravity)


def _progress(
    user: User, rows: list[Month], day: date, since: date, streak: int, asked: DailyTargets
):
    days = [met for row in rows if row.month == first_day(day) for met in _days(row)]
    success_days = {row.month: row.success_days for row in rows}
    is_over = day < timezone.localdate()
    today_met = not is_over and any(row.date == day and row.met for row in days)
    progress = targets.progress(day, success_days, since=since, today_met=today_met)
    return PersonProgress(user, progress, asked, days, streak, is_over)


def _gravity(row: PersonProgress):
    return -row.progress.level, -row.progress.success_days, row.staff.name.casefold()


def _standings(match: dict, shown: date | None, limit: Iterable[dict] = ()) -> UnionPart:
    """What is needed of standings, the newest month first; all days of the month `shown`."""
    next_month = {"$dateAdd": {"startDate": "$month", "unit": "month", "amount": 1}}
    length = {"$dateDiff": {"startDate": "$month", "endDate": next_month, "unit": "day"}}
    # A long streak is made of such months: without their days little is read.
    known = [{"$eq": ["$success_days", length]}]
    if shown:
        known.append({"$ne": ["$month", midnight(shown)]})
    fields = dict.fromkeys(Month._fields, True)
    fields["days"] = {"$cond": [{"$and": known}, [], "$days"]}
    steps = [{"$match": match}, {"$sort": {"month": -1}}, *limit, {"$project": fields}]
    return UnionPart(Standing._meta.db_table, steps)


def _read(month: date, standings: UnionPart) -> tuple[list[Month], DailyTargets]:
    """The standings, and what is asked for a day of the month, with one command."""
    plan = rows_part(schedule.latest(month).values("content"))
    found = read_union({"standings": standings, "plan": plan})
    valid = [plans.from_json(row["content"]) for row in found["plan"]] or [rates.DEFAULT]
    return _months(found["standings"]), DailyTargets(*valid[0].targets[1:])


def _months(rows: list[dict]) -> list[Month]:
    found = (Month(*(row[name] for name in Month._fields)) for row in rows)
    return [row._replace(month=row.month.date()) for row in found]


def _by_staff(rows: list[Month]) -> dict[ObjectId, list[Month]]:
    found: dict[ObjectId, list[Month]] = {}
    for row in rows:
        found.setdefault(row.staff_id, []).append(row)
    return found


def _days(row: Month) -> list[DayResult]:
    """The days of a standing, judged by what was asked in that month."""
    asked = DailyTargets(*row.targets)
    return [
        DayResult(row.month.replace(day=day), ndp, rdp, rates.met_by(ndp, rdp, asked))
        for day, ndp, rdp in row.days
    ]


def _streaks(rows: dict[ObjectId, list[Month]], day: date, days_off) -> dict[ObjectId, int]:
    """Everybody's streak (LB-13). `rows` are known from two months before `day` on.

    Reads a year further back only for those whose streak goes on that far.
    """
    # A past day is over: what it lacks does break a streak.
    today = day if day == timezone.localdate() else day + ONE_DAY
    start = add_months(day, -2)
    met = {pk: _successful(found) for pk, found in rows.items()}

    def told(people):
        return {pk: targets.streak(met[pk], today, days_off.get(pk, ())) for pk in people}

    streaks = told(met)
    while going := [pk for pk, streak in streaks.items() if streak.broken_on < start]:
        before, start = start, add_months(start, -12)
        months = {"$gte": midnight(start), "$lt": midnight(before)}
        older = _standings({"staff_id": {"$in": going}, "month": months}, None)
        for pk, found in _by_staff(_months(read_union({"older": older})["older"])).items():
            met[pk] |= _successful(found)
        streaks |= told(going)
    return {pk: streak.days for pk, streak in streaks.items()}


def _successful(rows: list[Month]) -> set[date]:
    return set(chain.from_iterable(map(_successful_days, rows)))


def _successful_days(row: Month) -> Iterator[date]:
    length, before = days_in_month(row.month), row.month.toordinal() - 1
    if row.success_days == length:
        days = range(1, length + 1)
    else:
        asked = DailyTargets(*row.targets)
        days = (day for day, ndp, rdp in row.days if rates.met_by(ndp, rdp, asked))
    return (date.fromordinal(before + day) for day in days)


def _first_months() -> dict[ObjectId, date]:
    """The month of everybody's first counted deposit: one step of the index for each person."""
    first = {"$group": {"_id": "$staff_id", "month": {"$first": "$month"}}}
    rows = connection.get_collection(Standing._meta.db_table)
    found = rows.aggregate([{"$sort": {"staff_id": 1, "month": 1}}, first])
    return {row["_id"]: row["month"].date() for row in found}


def _created(user: User) -> date:
    return first_day(timezone.localtime(user.created_at).date())
