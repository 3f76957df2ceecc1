"""The people of a leaderboard in their order, with what stands beside their numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId

from bonuses.leaderboard import LeaderboardRow
from bonuses.links import person
from bonuses.rules import ranking
from crm.calendar import first_day, last_day
from crm.staff.access import is_open
from crm.staff.models import User
from dashboard import links, periods
from dashboard.leaderboard.period import Target
from omset.numbers import Totals

# From so many percent on (LB-5); less is low.
LEVELS = ((100, "full"), (75, "near"), (50, "half"))
ON_PODIUM = 3
MOST_ON_PODIUM = 6
NONE = Totals()


class Meter(NamedTuple):
    """How much of a target is reached, in whole percent up to 100, and in which of four levels."""

    percent: int
    level: str


@dataclass(frozen=True)
class RankedPerson:
    """One person. `moved` is how many places up since yesterday, None where that means nothing."""

    rank: int
    # The metric that ranks.
    by: str
    row: LeaderboardRow
    is_own: bool
    moved: int | None
    today: Totals
    # By the names of the metrics.
    meters: dict[str, Meter]
    # The records behind each number, and the person's month under "person"; empty where they are
    # not the viewer's to see (RO-6).
    urls: dict[str, str]
    today_urls: dict[str, str]


@dataclass(frozen=True)
class Leaderboard:
    """What a leaderboard shows of a period, ordered by the metric `by`."""

    by: str
    people: list[RankedPerson]
    target: Target
    total: Totals
    # Of a closed month: what it all comes to now.
    total_now: Totals
    today: Totals
    urls: dict[str, str]
    today_urls: dict[str, str]

    @property
    def podium(self) -> list[RankedPerson]:
        """Who has the ranks 1 to 3 with anything at all; more than three where ranks are shared."""
        return self._medals[:MOST_ON_PODIUM]

    @property
    def not_on_podium(self) -> int:
        """How many share those ranks and find no room."""
        return max(len(self._medals) - MOST_ON_PODIUM, 0)

    @property
    def _medals(self) -> list[RankedPerson]:
        return [
            person
            for person in self.people
            if person.rank <= ON_PODIUM and getattr(person.row, self.by)
        ]


class Viewer(NamedTuple):
    """Who looks, and at which days."""

    user: User
    period: periods.DateRange
    day: periods.DateRange

    def urls(self, staff_id: ObjectId | None = None, *, of_day: bool = False) -> dict[str, str]:
        """The lists behind the numbers of somebody, or of everybody (RO-6)."""
        if not self.user.is_admin and staff_id != self.user.pk:
            return {}
        place = {"staff": str(staff_id)} if self.user.is_admin and staff_id else {}
        return links.of_figures(self.user, self.day if of_day else self.period, **place)

    def person_urls(self, staff_id: ObjectId) -> dict[str, str]:
        """The bonuses of somebody's month with its days; none for other periods."""
        is_own = staff_id == self.user.pk and not self.user.is_admin
        if not is_own and not is_open(self.user, "bonuses:person"):
            return {}
        start = self.period.start
        if self.period != (first_day(start), last_day(start)):
            return {}
        url = links.own_month(start) if is_own else person(staff_id, start)
        return {"person": url, "days": f"{url}#days"}


def leaderboard_of(
    rows: list[LeaderboardRow],
    by: str,
    target: Target,
    viewer: Viewer,
    today: dict[ObjectId, Totals] | None,
) -> Leaderboard:
    """The rows ranked by `by` (LB-4); `today` is what each has made today, None if left out."""
    moved = {} if today is None else movement(rows, by, today)
    today = today or {}
    people = [
        RankedPerson(
            rank=rank,
            by=by,
            row=row,
            is_own=row.staff_id == viewer.user.pk,
            moved=moved.get(row.staff_id),
            today=today.get(row.staff_id, NONE),
            meters=meters(row, target),
            urls=viewer.urls(row.staff_id) | viewer.person_urls(row.staff_id),
            today_urls=viewer.urls(row.staff_id, of_day=True),
        )
        for rank, row in ranking.ranked(rows, by)
    ]
    return Leaderboard(
        by=by,
        people=people,
        target=target,
        total=_sum(_counted(row) for row in rows),
        total_now=_sum(_counted(row.now or row) for row in rows),
        today=_sum(today.values()),
        urls=viewer.urls(),
        today_urls=viewer.urls(of_day=True),
    )


def movement(
    rows: list[LeaderboardRow], by: str, today: dict[ObjectId, Totals]
) -> dict[ObjectId, int]:
    """How many places each has gained since yesterday: the same rows without today's deposits.

    Nothing on the first day with deposits, before which there was no order.
    """
    before = [getattr(row, by) - getattr(today.get(row.staff_id, NONE), by) for row in rows]
    if not any(before):
        return {}
    now = ranking.ranks([getattr(row, by) for row in rows])
    places = zip(rows, ranking.ranks(before), now, strict=True)
    return {row.staff_id: then - place for row, then, place in places}


def meters(row: LeaderboardRow, target: Target) -> dict[str, Meter]:
    """How near the targets are: omset of the period, NDP and RDP of an average day (LB-5)."""
    done = {"total": row.total, "ndp": row.average_ndp, "rdp": row.average_rdp}
    return {name: meter(value, getattr(target, name)) for name, value in done.items()}


def meter(done: Decimal, most: Decimal) -> Meter:
    """Rounded down, so that 100 % is the target and nothing less."""
    percent = min(int(done * 100 / most), 100) if most else 100
    level = next((name for least, name in LEVELS if percent >= least), "low")
    return Meter(percent, level)


def _counted(row: LeaderboardRow) -> Totals:
    return Totals(records=row.records, total=row.total, ndp=row.ndp, rdp=row.rdp)


def _sum(totals: Iterable[Totals]) -> Totals:
    return sum(totals, NONE)
