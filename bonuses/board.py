"""The rows of a month or a range as every page, download and command shows them (LB-2, LB-3)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bson import ObjectId

from bonuses import ranking
from bonuses.models import Standing
from bonuses.standings import FIGURES
from crm.staff.models import Role, User
from omset import numbers

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Row:
    """One person's month or range: omset in rupiah, ranks (LB-4); a month's bonuses.

    Bonuses are in the plan's currency. A range has none, and no successful days.
    """

    staff_id: ObjectId
    username: str
    name: str
    total: Decimal = NOTHING
    records: int = 0
    ndp: int = 0
    rdp: int = 0
    days_worked: int = 0
    success_days: int = 0
    main_bonus: Decimal = NOTHING
    ndp_bonus: Decimal = NOTHING
    rdp_bonus: Decimal = NOTHING
    total_bonus: Decimal = NOTHING
    currency: str = ""
    rank_total: int = 0
    rank_ndp: int = 0
    rank_rdp: int = 0

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


def month_rows(month: date) -> list[Row]:
    """Everybody of role staff, and whoever else has a standing in the month, by omset.

    Two commands. `month` is its first day.
    """
    standings = Standing.objects.filter(month=month)
    names = (*FIGURES, "currency")
    return _rows({row.staff_id: {name: getattr(row, name) for name in names} for row in standings})


def range_rows(start: date | None, end: date | None) -> tuple[list[Row], date | None]:
    """The same for days from `start` to `end`, both included, open where None; two commands.

    Beside them, where the start is open, the first month or day with anything in it.
    """
    parts, since = numbers.worked(start, end)
    return _rows({part.key: _of_range(part) for part in parts}), since


def _rows(found: dict[ObjectId, dict]) -> list[Row]:
    """The figures by person, with whoever is expected to have some, in order."""
    people = User.objects.only("username", "name", "role", "is_active")
    rows = [
        {"staff_id": user.pk, "username": user.username, "name": user.name} | found.get(user.pk, {})
        for user in people
        if user.pk in found or (user.is_active and user.role == Role.STAFF)
    ]
    return [row for _rank, row in ranking.ranked(_with_ranks(rows), "total")]


def _of_range(part: numbers.Part) -> dict:
    counts = {name: getattr(part.numbers, name) for name in ("total", "records", "ndp", "rdp")}
    return counts | {"days_worked": part.days}


def _with_ranks(rows: list[dict]) -> list[Row]:
    plain = [Row(**row) for row in rows]
    columns = [ranking.ranks([getattr(row, metric) for row in plain]) for metric in ranking.METRICS]
    names = [f"rank_{metric}" for metric in ranking.METRICS]
    return [
        Row(**row | dict(zip(names, places, strict=True)))
        for row, *places in zip(rows, *columns, strict=True)
    ]


def _average(count: int | Decimal, days: int) -> Decimal:
    return Decimal(count) / days if days else Decimal(0)
