"""What a draft would have paid in a month, beside what was paid (BO-8)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import NamedTuple

from bson import ObjectId

from bonuses.plans import publishing
from bonuses.rules.figures import BONUSES
from bonuses.rules.rates import Earned, Plan
from crm.staff.accounts.display_names import present_names


class PreviewCell(NamedTuple):
    """One kind of bonus under both plans."""

    name: str
    paid: Decimal
    draft: Decimal

    @property
    def difference(self) -> Decimal:
        return self.draft - self.paid


class PreviewLine(NamedTuple):
    """A person; or all of them, without an id. `cells` in the order of BONUSES."""

    staff_id: ObjectId | None
    name: str
    cells: list[PreviewCell]


@dataclass(frozen=True)
class Preview:
    """A month under both plans. Of two currencies there is no difference to show."""

    month: date
    paid_in: str
    draft_in: str
    lines: list[PreviewLine]
    sums: list[PreviewCell]

    @property
    def is_comparable(self) -> bool:
        return self.paid_in == self.draft_in


def preview_of(draft: Plan, month: date, paid_by: Plan) -> Preview:
    """The month that begins on `month`, the highest bonus of today's plan first.

    `paid_by` is the plan of that month. Two commands. Nothing is written.
    """
    comparisons = publishing.preview(draft, month, paid_by)
    names = present_names(row.staff_id for row in comparisons)
    lines = [
        PreviewLine(row.staff_id, names[row.staff_id], _cells(row.paid, row.draft))
        for row in comparisons
    ]
    lines.sort(key=lambda line: (-line.cells[-1].paid, -line.cells[-1].draft, line.name))
    return Preview(
        month=month,
        paid_in=paid_by.currency,
        draft_in=draft.currency,
        lines=lines,
        sums=_sums(lines),
    )


def _cells(paid: Earned, draft: Earned) -> list[PreviewCell]:
    return [PreviewCell(name, getattr(paid, name), getattr(draft, name)) for name in BONUSES]


def _sums(lines: list[PreviewLine]) -> list[PreviewCell]:
    nothing = _cells(Earned(), Earned())
    columns = zip(nothing, *(line.cells for line in lines), strict=True)
    return [reduce(_added, column) for column in columns]


def _added(one: PreviewCell, other: PreviewCell) -> PreviewCell:
    return PreviewCell(one.name, one.paid + other.paid, one.draft + other.draft)
