"""What was closed beside what is recomputed now, and which adjustment lines explain it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId

from bonuses import schedule
from bonuses.models import Adjustment, Closing, Standing, Statement
from bonuses.months.adjustments import AdjustedStatement
from bonuses.rules.figures import FIGURES, NO_FIGURES, StoredFigures, stored_figures
from crm.calendar import last_day
from crm.staff.accounts.display_names import labels
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
    now = {
        row.staff_id: stored_figures(row) for row in Standing.objects.filter(month=closing.month)
    }
    lines: dict[ObjectId, list[Adjustment]] = {}
    for row in closing.adjustments.in_order():
        lines.setdefault(row.staff_id, []).append(row)
    fingerprint_of = fingerprints(closing.month, last_day(closing.month))
    currency = schedule.plan_of(closing.month).currency
    names = labels(User.objects.values_list("pk", "name", "username"))
    everybody = [
        Discrepancy(
            staff_id=pk,
            name=names[pk],
            currency=currency,
            figures=_figures(frozen.get(pk), now.get(pk, NO_FIGURES), lines.get(pk, [])),
            records_changed=fingerprint_of.get(pk, "")
            != (frozen[pk].fingerprint if pk in frozen else ""),
            adjustments=lines.get(pk, []),
        )
        for pk in frozen.keys() | now.keys() | lines.keys()
    ]
    differing = [row for row in everybody if row.figures or row.records_changed or row.adjustments]
    return sorted(differing, key=lambda row: (row.is_explained, row.name.casefold()))


def _figures(
    statement: Statement | None, now: StoredFigures, lines: list[Adjustment]
) -> list[FigureDifference]:
    frozen = statement.figures if statement else NO_FIGURES
    adjusted = AdjustedStatement(frozen, lines).figures
    result = []
    for name in FIGURES:
        was, is_now, with_lines = (Decimal(side[name]) for side in (frozen, now, adjusted))
        if was != is_now or with_lines != is_now:
            result.append(
                FigureDifference(name=name, frozen=was, now=is_now, explained=with_lines - was)
            )
    return result
