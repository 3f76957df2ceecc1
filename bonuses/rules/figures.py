"""The ten figures of a person's month: sums, differences and columns are taken from here. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, NamedTuple

ZERO = Decimal("0.00")
# By name: counts as int and amounts as Decimal; as they are stored amounts are text ("1.50").
FigureValues = dict[str, Any]
StoredFigures = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A person's month: omset in rupiah, bonuses in one currency (BO-6)."""

    total: Decimal = ZERO
    records: int = 0
    ndp: int = 0
    rdp: int = 0
    days_worked: int = 0
    success_days: int = 0
    main_bonus: Decimal = ZERO
    ndp_bonus: Decimal = ZERO
    rdp_bonus: Decimal = ZERO
    total_bonus: Decimal = ZERO


FIGURES = tuple(field.name for field in fields(Figures))
BONUSES = tuple(name for name in FIGURES if name.endswith("_bonus"))
AMOUNTS = ("total", *BONUSES)
COUNTS = tuple(name for name in FIGURES if name not in AMOUNTS)


class FigureChange(NamedTuple):
    """A figure that is another one than it was."""

    name: str
    before: Decimal
    after: Decimal


def values_of(row: object) -> FigureValues:
    """The figures of a row that has them as attributes."""
    return {name: getattr(row, name) for name in FIGURES}


def stored_figures(row: object) -> StoredFigures:
    """The same as plain JSON, amounts as text with two places."""
    figures = values_of(row)
    return figures | {name: f"{figures[name]:.2f}" for name in AMOUNTS}


NO_FIGURES = stored_figures(Figures())


def figure_values(stored: StoredFigures) -> FigureValues:
    """Stored figures as numbers; those of old months may lack some."""
    return {
        name: Decimal(stored[name]) if name in AMOUNTS else stored[name]
        for name in FIGURES
        if name in stored
    }


def sums_of(rows: Iterable[Figures]) -> FigureValues:
    """Each figure's sum over the rows (BO-7)."""
    rows = list(rows)
    return {name: sum(getattr(row, name) for row in rows) for name in FIGURES}


def changed_figures(before: StoredFigures, after: StoredFigures) -> list[FigureChange]:
    """The figures that are others after than before."""
    pairs = ((name, Decimal(before[name]), Decimal(after[name])) for name in FIGURES)
    return [FigureChange(name, was, is_now) for name, was, is_now in pairs if was != is_now]
