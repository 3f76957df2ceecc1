"""What the drill's readers ask for, and whether an answer agrees with itself."""

from operator import attrgetter

from omset import numbers
from omset.chaos.operations import DISAGREES, WENT_BACK
from omset.lists.columns import page_of_deposits
from omset.lists.filters import Filter, FilterPeriod

EVERYTHING = Filter(FilterPeriod())


class Figures:
    """One reader's figures; nothing is removed meanwhile, so they never become less."""

    def __init__(self) -> None:
        self.records = 0

    def wrong(self) -> str:
        """Read the sums cut in three ways; in words what is wrong with them, "" if nothing is."""
        read = numbers.breakdown(EVERYTHING.scope())
        cuts = (
            [row for _day, row in read.spans],
            [part.numbers for part in read.staff],
            [part.numbers for part in read.products],
        )
        sums = [(sum(row.records for row in cut), sum(row.total for row in cut)) for cut in cuts]
        before, self.records = self.records, max(self.records, sums[0][0])
        if len(set(sums)) > 1:
            return f"{DISAGREES}: {sums}"
        return f"{WENT_BACK}: {before} to {sums[0][0]}" if sums[0][0] < before else ""


def wrong_list() -> str:
    """Read the first page of all deposits; in words what is wrong with it, "" if nothing is."""
    rows = page_of_deposits(EVERYTHING.records(), "").rows
    keys = [(row.date, row.id) for row in rows]
    newest_first = sorted(rows, key=attrgetter("date", "id"), reverse=True) == rows
    is_right = newest_first and len(set(keys)) == len(keys)
    return "" if is_right else f"{DISAGREES}: a page out of order"
