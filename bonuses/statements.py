"""A month's bonuses as pages and files state them: as closed, else as the ledger is now (BO-7)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId
from django.db.models import Sum

from bonuses import schedule
from bonuses.closing import closing_of
from bonuses.models import Adjustment, Closing, Standing, Statement
from bonuses.rates import DEFAULT
from bonuses.standings import figures

NOTHING = Decimal("0.00")
COUNTS = ("records", "ndp", "rdp", "days_worked")
AMOUNTS = ("total", "main_bonus", "ndp_bonus", "rdp_bonus", "total_bonus")


class Adjusted(NamedTuple):
    """Whose adjustment lines, and their sums by currency."""

    name: str
    sums: Counter


@dataclass(frozen=True)
class Line:
    """One person's month. Omset in rupiah, bonuses in the month's currency."""

    staff_id: ObjectId | None
    name: str
    total: Decimal = NOTHING
    records: int = 0
    ndp: int = 0
    rdp: int = 0
    days_worked: int = 0
    main_bonus: Decimal = NOTHING
    ndp_bonus: Decimal = NOTHING
    rdp_bonus: Decimal = NOTHING
    total_bonus: Decimal = NOTHING
    # What changes to closed months add, and what of it is in other currencies than the month's.
    adjusted: Decimal = NOTHING
    others: tuple[Decimal, ...] = ()

    @property
    def to_pay(self) -> Decimal:
        """The bonus with its adjustments, in the month's currency."""
        return self.total_bonus + self.adjusted


@dataclass(frozen=True)
class Sheet:
    """Everybody's lines, the highest total bonus first, and their sums."""

    month: date
    currency: str
    lines: list[Line]
    total: Line
    # The currencies of Line.others.
    others: list[str]
    closing: Closing | None = None
    # True if something was changed since the month was closed.
    differs: bool = False


def sheet_of(month: date) -> Sheet:
    """The month that begins on `month`: at most four commands."""
    closing, sums = closing_of(month), adjustments_into(month)
    standings = list(Standing.objects.filter(month=month).select_related("staff"))
    if closing is None:
        return _as_now(month, standings, sums)
    stated = list(closing.statements.all())
    lines = [_line(row.staff_id, row.staff_name, row.figures) for row in stated]
    currency = stated[0].plan["currency"] if stated else DEFAULT.currency
    sheet = _sheet(month, currency, lines, sums)
    return replace(sheet, closing=closing, differs=_differs(stated, standings))


def adjustments_into(month: date) -> dict[ObjectId, Adjusted]:
    """What changes to closed months add to `month`, by person. One command."""
    rows = Adjustment.objects.filter(into=month).values("staff_id", "staff_name", "currency")
    found: dict[ObjectId, Adjusted] = {}
    for row in rows.annotate(sum=Sum("amount")):
        mine = found.setdefault(row["staff_id"], Adjusted(row["staff_name"], Counter()))
        mine.sums[row["currency"]] += row["sum"]
    return found


def plain(stated: dict) -> dict:
    """Stored figures (standings.figures) as numbers."""
    amounts = {name: Decimal(stated[name]) for name in AMOUNTS if name in stated}
    return amounts | {name: stated[name] for name in COUNTS if name in stated}


def total_of(lines: Iterable[Line]) -> Line:
    """The sums of the lines (BO-7)."""
    lines = list(lines)
    names = (*COUNTS, *AMOUNTS, "adjusted")
    sums = {name: sum(getattr(line, name) for line in lines) for name in names}
    others = tuple(map(sum, zip(*(line.others for line in lines), strict=True)))
    return Line(None, "", others=others, **sums)


def _as_now(month: date, standings: list[Standing], sums: dict[ObjectId, Adjusted]) -> Sheet:
    """Whoever has counted deposits or adjustments, under the present name where that is read."""
    found = {row.staff_id: _line(row.staff_id, row.staff.name, figures(row)) for row in standings}
    others = [_line(pk, row.name, {}) for pk, row in sums.items() if pk not in found]
    if standings:
        currency = standings[0].currency
    else:
        currency = schedule.plan_of(month).currency if sums else DEFAULT.currency
    return _sheet(month, currency, [*found.values(), *others], sums)


def _line(staff_id, name: str, stated: dict) -> Line:
    return Line(staff_id, name, **plain(stated))


def _sheet(month: date, currency: str, lines: list[Line], sums: dict[ObjectId, Adjusted]) -> Sheet:
    others = sorted({name for row in sums.values() for name in row.sums} - {currency})
    of = {pk: row.sums for pk, row in sums.items()}
    adjusted = [_adjusted(line, currency, others, of.get(line.staff_id, {})) for line in lines]
    in_order = sorted(adjusted, key=lambda line: (-line.total_bonus, -line.total, line.name))
    return Sheet(month, currency, in_order, total_of(in_order), others)


def _adjusted(line: Line, currency: str, others: list[str], sums: dict) -> Line:
    elsewhere = tuple(sums.get(name, NOTHING) for name in others)
    return replace(line, adjusted=sums.get(currency, NOTHING), others=elsewhere)


def _differs(stated: list[Statement], standings: list[Standing]) -> bool:
    """True if what was closed is not what is recomputed now."""
    now = {row.staff_id: figures(row) for row in standings}
    then = {row.staff_id: row.figures for row in stated if row.figures["records"]}
    return now != then
