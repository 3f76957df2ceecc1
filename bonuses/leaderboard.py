"""The rows of a month or a range as every page, download and command shows them (LB-2, LB-3)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bson import ObjectId

from bonuses.months.figures import MonthFigures
from bonuses.rules import ranking
from bonuses.rules.figures import Figures, FigureValues, StoredFigures, figure_values
from crm.staff.accounts.display_names import labels
from crm.staff.models import Role, User
from omset import numbers


@dataclass(frozen=True, kw_only=True)
class LeaderboardRow(Figures):
    """One person's month or range: omset in rupiah, ranks (LB-4); a month's bonuses.

    Bonuses are in the plan's currency. A range has none, and no successful days.
    """

    staff_id: ObjectId
    username: str
    name: str
    currency: str = ""
    rank_total: int = 0
    rank_ndp: int = 0
    rank_rdp: int = 0
    # What the ledger makes of a closed month now, where that is something else.
    now: "LeaderboardRow | None" = None

    @property
    def average_total(self) -> Decimal:
        """Omset for each day worked; 0 without one (LB-3)."""
        return _average(self.total, self.days_worked)

    @property
    def average_ndp(self) -> Decimal:
        """NDP for each day worked; 0 without one (LB-3)."""
        return _average(self.ndp, self.days_worked)

    @property
    def average_rdp(self) -> Decimal:
        return _average(self.rdp, self.days_worked)


def month_rows(month_figures: MonthFigures) -> list[LeaderboardRow]:
    """Everybody of role staff, and whoever else has figures in the month, by omset: one command.

    A closed month as it was closed, with what it is now beside where that differs.
    """
    people = _people(month_figures.by_staff.keys() | month_figures.by_staff_now.keys())
    by_staff = month_figures.by_staff
    rows = _rows(people, {pk: _of_month(by_staff[pk], month_figures) for pk in by_staff})
    if not month_figures.differs:
        return rows
    now = {row.staff_id: row for row in _rows(people, _months_now(month_figures))}
    return [replace(row, now=_if_other(row, now[row.staff_id])) for row in rows]


def range_rows(start: date | None, end: date | None) -> tuple[list[LeaderboardRow], date | None]:
    """The same for days from `start` to `end`, both included, open where None; two commands.

    Beside them, where the start is open, the first month or day with anything in it.
    """
    parts, since = numbers.worked(start, end)
    figures = {part.key: _of_range(part) for part in parts}
    return _rows(_people(figures.keys()), figures), since


def _people(with_figures: Collection[ObjectId]) -> list[User]:
    """Those with figures, and whoever is expected to have some."""
    people = User.objects.only("username", "name", "role", "is_active")
    return [
        user
        for user in people
        if user.pk in with_figures or (user.is_active and user.role == Role.STAFF)
    ]


def _rows(people: list[User], figures: dict[ObjectId, FigureValues]) -> list[LeaderboardRow]:
    """The figures of the people, in order; where two are called alike, the account name too."""
    names = labels((user.pk, user.name, user.username) for user in people)
    rows = [
        {"staff_id": user.pk, "username": user.username, "name": names[user.pk]}
        | figures.get(user.pk, {})
        for user in people
    ]
    return [row for _rank, row in ranking.ranked(_with_ranks(rows), "total")]


def _of_month(figures: StoredFigures, month_figures: MonthFigures) -> FigureValues:
    return figure_values(figures) | {"currency": month_figures.currency}


def _months_now(month_figures: MonthFigures) -> dict[ObjectId, FigureValues]:
    now = month_figures.by_staff_now
    return {pk: _of_month(figures, month_figures) for pk, figures in now.items()}


def _if_other(row: LeaderboardRow, now: LeaderboardRow) -> LeaderboardRow | None:
    """The row of now, if any number or rank of it is not that of `row`."""
    return now if replace(now, currency=row.currency) != row else None


def _of_range(part: numbers.Part) -> FigureValues:
    counts = {name: getattr(part.numbers, name) for name in ("total", "records", "ndp", "rdp")}
    return counts | {"days_worked": part.days}


def _with_ranks(rows: list[dict]) -> list[LeaderboardRow]:
    columns = [ranking.ranks([row.get(metric, 0) for row in rows]) for metric in ranking.METRICS]
    names = [f"rank_{metric}" for metric in ranking.METRICS]
    return [
        LeaderboardRow(**row | dict(zip(names, places, strict=True)))
        for row, *places in zip(rows, *columns, strict=True)
    ]


def _average(count: int | Decimal, days: int) -> Decimal:
    return Decimal(count) / days if days else Decimal(0)
