"""How people's months go against their targets, by the stored standings (LB-7 to LB-14)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from bson import ObjectId
from django.utils import timezone

from bonuses import schedule
from bonuses.models import Standing
from bonuses.rules import plans, rates, targets
from bonuses.rules.rates import DailyTargets
from bonuses.rules.targets import ONE_DAY, Level, Progress
from crm.calendar import add_months, days_in_month, first_day, last_day
from crm.mongo.rows import collection, midnight
from crm.mongo.unions import UnionPart, read_union, rows_part
from crm.registry.absences import days_off
from crm.staff.models import Role, User

# The month, the two that are held against it (LB-10), and one that says who was there before.
NEWEST = 4


class MonthStanding(NamedTuple):
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
    daily_targets: DailyTargets
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
        today, targets = self.today, self.daily_targets
        return DailyTargets(targets.ndp - today.ndp, targets.rdp - today.rdp)

    @property
    def status(self) -> str:
        """Progress.status; a month that ended without being achieved is missed."""
        status = self.progress.status
        if self.is_over and status in ("on-track", "in-progress"):
            return "missed"
        return "behind" if self.is_behind and status == "in-progress" else status

    @property
    def is_behind(self) -> bool:
        """True while the warning of LB-11's first level stands."""
        return self.progress.level == Level.BEHIND and not self.is_over


def seen_on(month: date) -> date:
    """The day from which a month is seen: today, or a past month's last day (LB-14)."""
    return min(last_day(month), timezone.localdate())


def of_person(user: User, day: date) -> PersonProgress:
    """How the month of `day` goes for `user`, as seen on that day.

    Two commands, and two more for each further year of a streak.
    """
    month = first_day(day)
    mine = {"staff_id": user.pk, "month": {"$lte": midnight(month)}}
    rows, daily_targets = _read(month, _standings(mine, month, [{"$limit": NEWEST}]))
    first = rows[-1].month if rows else month
    [streak] = _streaks({user.pk: rows}, day).values()
    return _progress(user, rows, day, min(first, _created(user)), streak, daily_targets)


def of_everybody(day: date) -> list[PersonProgress]:
    """The same for all staff: the highest warning first, then most successful days (LB-14).

    Four commands, and two for each further year of anybody's streak. Whoever began after the month
    is left out, and who was deactivated too, unless something of theirs counts in it.
    """
    month = first_day(day)
    three_months = {"month": {"$gte": midnight(add_months(month, -2)), "$lte": midnight(month)}}
    recent, daily_targets = _read(month, _standings(three_months, month))
    rows, firsts = _by_staff(recent), _first_months()
    people = {
        user: min(_created(user), firsts.get(user.pk, date.max))
        for user in User.objects.filter(role=Role.STAFF)
        if user.is_active or any(row.month == month for row in rows.get(user.pk, ()))
    }
    people = {user: since for user, since in people.items() if since <= month}
    standings = {user.pk: rows.get(user.pk, []) for user in people}
    streaks = _streaks(standings, day)
    everybody = [
        _progress(user, standings[user.pk], day, since, streaks[user.pk], daily_targets)
        for user, since in people.items()
    ]
    return sorted(everybody, key=_gravity)


def _progress(
    user: User,
    rows: list[MonthStanding],
    day: date,
    since: date,
    streak: int,
    daily_targets: DailyTargets,
) -> PersonProgress:
    days = [met for row in rows if row.month == first_day(day) for met in _days(row)]
    success_days = {row.month: row.success_days for row in rows}
    is_over = day < timezone.localdate()
    today_met = not is_over and any(row.date == day and row.met for row in days)
    progress = targets.progress(day, success_days, since=since, today_met=today_met)
    return PersonProgress(
        staff=user,
        progress=progress,
        daily_targets=daily_targets,
        days=days,
        streak=streak,
        is_over=is_over,
    )


def _gravity(row: PersonProgress) -> tuple[int, int, str]:
    return -row.progress.level, -row.progress.success_days, row.staff.name.casefold()


def _standings(match: dict, whole_month: date | None, limit: Iterable[dict] = ()) -> UnionPart:
    """What is needed of standings, the newest month first; all days of `whole_month`."""
    next_month = {"$dateAdd": {"startDate": "$month", "unit": "month", "amount": 1}}
    length = {"$dateDiff": {"startDate": "$month", "endDate": next_month, "unit": "day"}}
    # A long streak is made of such months: without their days little is read.
    is_all_successful: list[dict] = [{"$eq": ["$success_days", length]}]
    if whole_month:
        is_all_successful.append({"$ne": ["$month", midnight(whole_month)]})
    fields: dict[str, Any] = dict.fromkeys(MonthStanding._fields, True)
    fields["days"] = {"$cond": [{"$and": is_all_successful}, [], "$days"]}
    steps = [{"$match": match}, {"$sort": {"month": -1}}, *limit, {"$project": fields}]
    return UnionPart(Standing._meta.db_table, steps)


def _read(month: date, standings: UnionPart) -> tuple[list[MonthStanding], DailyTargets]:
    """The standings, and the daily targets of the month, with one command."""
    plan = rows_part(schedule.latest(month).values("content"))
    result = read_union({"standings": standings, "plan": plan})
    valid = [plans.from_json(row["content"]) for row in result["plan"]] or [rates.DEFAULT]
    return _months(result["standings"]), valid[0].targets.daily


def _months(rows: list[dict]) -> list[MonthStanding]:
    return [
        MonthStanding(
            staff_id=row["staff_id"],
            month=row["month"].date(),
            success_days=row["success_days"],
            days=row["days"],
            targets=row["targets"],
        )
        for row in rows
    ]


def _by_staff(rows: list[MonthStanding]) -> dict[ObjectId, list[MonthStanding]]:
    by_staff: dict[ObjectId, list[MonthStanding]] = {}
    for row in rows:
        by_staff.setdefault(row.staff_id, []).append(row)
    return by_staff


def _days(row: MonthStanding) -> list[DayResult]:
    """The days of a standing, judged by the targets of that month."""
    daily_targets = DailyTargets(*row.targets)
    return [
        DayResult(
            date=row.month.replace(day=day),
            ndp=ndp,
            rdp=rdp,
            met=rates.met_by(ndp, rdp, daily_targets),
        )
        for day, ndp, rdp in row.days
    ]


def _streaks(rows: dict[ObjectId, list[MonthStanding]], day: date) -> dict[ObjectId, int]:
    """Everybody's streak, days off left out (LB-13). `rows` are known from two months before.

    Reads a year further back only for those whose streak goes on that far.
    """
    # A past day is over: what it lacks does break a streak.
    today = day if day == timezone.localdate() else day + ONE_DAY
    start = add_months(day, -2)
    met = {pk: _successful(months) for pk, months in rows.items()}
    away = days_off(met, start, day)

    def streaks_of(people: Iterable[ObjectId]) -> dict[ObjectId, targets.Streak]:
        return {pk: targets.streak(met[pk], today, away[pk]) for pk in people}

    streaks = streaks_of(met)
    while going := [pk for pk, streak in streaks.items() if streak.broken_on < start]:
        before, start = start, add_months(start, -12)
        span = {"$gte": midnight(start), "$lt": midnight(before)}
        older = _standings({"staff_id": {"$in": going}, "month": span}, None)
        for pk, months in _by_staff(_months(read_union({"older": older})["older"])).items():
            met[pk] |= _successful(months)
        for pk, days in days_off(going, start, before).items():
            away[pk] |= days
        streaks |= streaks_of(going)
    return {pk: streak.days for pk, streak in streaks.items()}


def _successful(rows: list[MonthStanding]) -> set[date]:
    return set(chain.from_iterable(map(_successful_days, rows)))


def _successful_days(row: MonthStanding) -> Iterator[date]:
    length, before = days_in_month(row.month), row.month.toordinal() - 1
    if row.success_days == length:
        days: Iterable[int] = range(1, length + 1)
    else:
        daily_targets = DailyTargets(*row.targets)
        days = (day for day, ndp, rdp in row.days if rates.met_by(ndp, rdp, daily_targets))
    return (date.fromordinal(before + day) for day in days)


def _first_months() -> dict[ObjectId, date]:
    """The month of everybody's first counted deposit: one step of the index for each person."""
    first = {"$group": {"_id": "$staff_id", "month": {"$first": "$month"}}}
    first_months = collection(Standing).aggregate([{"$sort": {"staff_id": 1, "month": 1}}, first])
    return {row["_id"]: row["month"].date() for row in first_months}


def _created(user: User) -> date:
    return first_day(timezone.localtime(user.created_at).date())
