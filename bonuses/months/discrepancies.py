"""What was closed beside what is recomputed now, and which adjustment lines explain it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId

from bonuses import schedule
from bonuses.models import Adjustment, Closing, Standing, Statement
from bonuses.months.adjustments import NO_FIGURES, AdjustedStatement
from bonuses.months.standings import FIGURES, figures
from crm.calendar import last_day
from crm.staff.display_names import labels
from crm.staff.models import User
from omset.reconciliation.fingerprint import fingerprints


class FigureDifference(NamedTuple):
    """A number that is not what was closed: what it was, is, and what the lines account for."""

    name: str
    frozen: Decimal
    now: Decimal
    explained: Decimal

    @property
    def difference(self) -> Decimal:
        return self.now - self.frozen

    @property
    def unexplained(self) -> Decimal:
        return self.difference - self.explained


@dataclass(frozen=True)
class Discrepancy:
    """One person's differences. Figures may be equal although the records behind them are not."""

    staff_id: ObjectId
    name: str
    currency: str
    figures: list[FigureDifference]
    records_changed: bool
    adjustments: list[Adjustment]

    @property
    def is_explained(self) -> bool:
        """True if the adjustment lines account for every difference."""
        return not any(figure.unexplained for figure in self.figures)


def discrepancies(closing: Closing) -> list[Discrepancy]:
    """Everybody whose closed month is not what it is now, the unexplained first: six commands.

    One of them reads the month's records, for their fingerprints.
    """
    frozen = {row.staff_id: row for row in closing.statements.all()}
    now = {row.staff_id: figures(row) for row in Standing.objects.filter(month=closing.month)}
    lines: dict[ObjectId, list[Adjustment]] = {}
    for row in closing.adjustments.in_order():
        lines.setdefault(row.staff_id, []).append(row)
    prints = fingerprints(closing.month, last_day(closing.month))
    currency = schedule.plan_of(closing.month).currency
    names = labels(User.objects.values_list("pk", "name", "username"))
    everybody = [
        Discrepancy(
            pk,
            names[pk],
            currency,
            _figures(frozen.get(pk), now.get(pk, NO_FIGURES), lines.get(pk, [])),
            prints.get(pk, "") != (frozen[pk].fingerprint if pk in frozen else ""),
            lines.get(pk, []),
        )
        for pk in frozen.keys() | now.keys() | lines.keys()
    ]
    differing = [row for row in everybody if row.figures or row.records_changed or row.adjustments]
    return sorted(differing, key=lambda row: (row.is_explained, row.name.casefold()))


def changed_figures(old: dict, new: dict) -> list[tuple[str, Decimal, Decimal]]:
    """The figures that differ between two statements: name, before, after."""
    pairs = [(name, Decimal(old[name]), Decimal(new[name])) for name in FIGURES]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _figures(
    statement: Statement | None, now: dict, lines: list[Adjustment]
) -> list[FigureDifference]:
    frozen = statement.figures if statement else NO_FIGURES
    adjusted = AdjustedStatement(frozen, lines).figures
    rows = [[Decimal(side[name]) for side in (frozen, now, adjusted)] for name in FIGURES]
    return [
        FigureDifference(name, was, is_now, with_lines - was)
        for name, (was, is_now, with_lines) in zip(FIGURES, rows, strict=True)
        if was != is_now or with_lines != is_now
    ]
