"""What a report is: columns, all rows in order, and their sums."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from django.utils.functional import Promise

from omset.rules.money import cents

ROWS_AT_ONCE = 500


class CellUnit(StrEnum):
    """How a cell is written."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    # In percent: how much more or less it is than before.
    CHANGE = "change"


class ReportColumn(NamedTuple):
    """A column; `adds_up` if its sums are sums of its cells, so that a rest can be said."""

    name: str
    label: str | Promise
    unit: CellUnit = CellUnit.COUNT
    adds_up: bool = False


# A text, a number, or None where there is no value.
ReportCell = str | int | Decimal | None


class ReportRow(NamedTuple):
    """The cells in the order of the columns, and the conditions that show what they count."""

    cells: tuple[ReportCell, ...]
    opens: Mapping[str, str | int] = {}


class OrderedRows(Protocol):
    """What stands for rows, in order: as many as are asked for, and how many there are."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> Sequence[Any]: ...


@dataclass(frozen=True)
class Report:
    """All rows of a filter. They are made when they are asked for: a page wants the first few."""

    columns: Sequence[ReportColumn]
    # What stands for each row, in order.
    ordered: OrderedRows
    rows_of: Callable[[Sequence[Any]], list[ReportRow]]
    # The sums over all rows.
    total: tuple[ReportCell, ...] = ()
    # Which column the chart shows; none without.
    charted: str = ""
    # The screen that a row opens, if it is another.
    opens_screen: str = ""
    # How many rows there are, where not all of them are told one by one.
    length: int | None = field(default=None)

    @property
    def count(self) -> int:
        """How many rows it has."""
        return len(self.ordered) if self.length is None else self.length

    def top(self, number: int) -> list[ReportRow]:
        """The first rows."""
        return self.rows_of(self.ordered[:number])

    def rows(self) -> Iterator[ReportRow]:
        """All of them."""
        for first in range(0, len(self.ordered), ROWS_AT_ONCE):
            yield from self.rows_of(self.ordered[first : first + ROWS_AT_ONCE])

    def rest(self, shown: Sequence[ReportRow]) -> tuple[ReportCell, ...]:
        """What the rows that are not among the first ones come to; nothing if all are shown."""
        if len(shown) >= self.count or not self.total:
            return ()
        return tuple(
            _left(total, [row.cells[place] for row in shown]) if column.adds_up else None
            for place, (column, total) in enumerate(zip(self.columns, self.total, strict=True))
        )


def _left(total: ReportCell, cells: Sequence[ReportCell]) -> ReportCell:
    numbers = [cell for cell in cells if isinstance(cell, int | Decimal)]
    return total - sum(numbers) if isinstance(total, int | Decimal) else None


def money(in_cents: int) -> Decimal:
    """An amount of so many cents."""
    return Decimal(in_cents).scaleb(-2)


def ten_thousandths(number: int) -> Decimal:
    """A quantity of so many ten-thousandths, without zeros at its end."""
    quantity = Decimal(number).scaleb(-4).normalize()
    return quantity.quantize(Decimal(1)) if quantity == quantity.to_integral() else quantity


def average(whole: Decimal, parts: Decimal | int) -> Decimal | None:
    """With two places, half up; None if there is nothing to divide by."""
    return cents(whole / parts) if parts else None
