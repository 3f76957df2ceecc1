"""What values say against a heading: a `Status` without statuses, an `ID` that counts. Pure.

A column that is named in so many words by who imports is not doubted.
"""

from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext

from crm.imports.cells import CellValue, as_text, why_error
from omset.imports.columns import UnusableColumns, columns_of_same_name, is_bare_id
from omset.imports.rows import NO_DEPOSITS, STATUSES
from omset.rules.dates import has_month_first

# Enough to say what a column holds instead.
SAMPLES = 3


class ColumnCheck:
    """Looks at the rows under `headings`, then knows which columns are not what they are called."""

    def __init__(self, headings: list[str], places: dict[str, int], chosen: Iterable[str]) -> None:
        self.headings, self.places = headings, places
        open_to_doubt = {field: place for field, place in places.items() if field not in chosen}
        self.status = open_to_doubt.get("status")
        number = open_to_doubt.get("customer_id")
        self.number = number if number is not None and is_bare_id(headings[number]) else None
        self.doubles = columns_of_same_name(headings, places)
        self.statuses = 0
        self.others: list[str] = []
        self.date, self.has_month_first = places["date"], False
        self.last: int | None = None
        self.steps, self.small_steps = 0, 0

    def add(self, cells: list[CellValue]) -> None:
        """Look at one more row. Raises UnusableColumns if a heading stands over two columns."""
        if self.status is not None and not self.statuses and self.status < len(cells):
            self._add_status(cells[self.status])
        if self.number is not None and self.number < len(cells):
            self._add_number(as_text(cells[self.number]))
        if not self.has_month_first and self.date < len(cells):
            cell = cells[self.date]
            self.has_month_first = isinstance(cell, str) and _has_month_first(cell)
        for place in self.doubles:
            if place < len(cells) and as_text(cells[place]):
                name = self.headings[place].strip()
                raise UnusableColumns(
                    gettext("two columns are called “%(name)s”: rename one of them")
                    % {"name": name}
                )

    def misnamed_columns(self) -> dict[int, str]:
        """The places of the columns that are no fields, each with why."""
        reasons = {}
        if self.status is not None and self.others and not self.statuses:
            reasons[self.status] = gettext("holds no statuses (%(others)s)") % {
                "others": ", ".join(self.others)
            }
        if self.number is not None and self._counts():
            reasons[self.number] = gettext("counts the rows")
        return reasons

    def _counts(self) -> bool:
        """Whether most numbers follow the one before; gaps are where a row was taken out."""
        if self.last is None or self.small_steps * 2 < self.steps:
            return False
        return self.steps > 0 or self.last in (0, 1)

    def _add_status(self, cell: CellValue) -> None:
        text = as_text(cell)
        if text.casefold() in STATUSES or text.casefold() in NO_DEPOSITS or why_error(cell):
            self.statuses += 1
        elif text and text not in self.others and len(self.others) < SAMPLES:
            self.others.append(text)

    def _add_number(self, text: str) -> None:
        if not (text.isascii() and text.isdigit()):
            self.steps += bool(text)
            return
        number = int(text[:20])
        if self.last is not None:
            self.steps += 1
            self.small_steps += abs(number - self.last) == 1
        self.last = number


_has_month_first = lru_cache(maxsize=4096)(has_month_first)
