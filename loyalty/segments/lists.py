"""Lists of a run's buyers: of a segment, a cell, a movement; the largest value first (LF-9)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import InvalidOperation
from functools import cache
from itertools import product
from typing import Any

from bson import Decimal128, ObjectId

from crm.mongo.rows import collection
from crm.web.lists.cursors import read_cursor
from crm.web.lists.paging import PAGE_SIZE, Page, page_around
from loyalty.models import SegmentedBuyer, SegmentRun
from loyalty.rules.rfm.movement import ABSENT
from loyalty.rules.rfm.scores import HIGHEST, Scores
from loyalty.rules.rfm.segments import Segment, SegmentSums, segment_of, segment_sums
from loyalty.segments.stored import cell_of, scored_buyer, sums_of_segments

Row = dict[str, Any]
ORDER = {"value": -1, "_id": 1}
EVERY_SCORE = range(1, HIGHEST + 1)


@dataclass(frozen=True)
class OtherRun:
    """A second run: only buyers who were in this segment of it, or in none of them (ABSENT)."""

    pk: ObjectId
    segment: Segment | None


@dataclass(frozen=True, kw_only=True)
class BuyersWish:
    """Which buyers of a run are listed."""

    run: SegmentRun
    segment: Segment | None = None
    cell: int | None = None
    other: OtherRun | None = None
    # Those that somebody may see; None for all.
    keys: list[str] | None = None

    @property
    def cells(self) -> list[int]:
        """The cells in which the listed buyers are."""
        if self.cell is not None:
            return [self.cell]
        return cells_of(self.segment)

    @property
    def match(self) -> dict[str, Any]:
        """The same as a match of stored rows, by the cells that the index begins with."""
        match: dict[str, Any] = {"run_id": self.run.pk, "cell": {"$in": self.cells}}
        return match if self.keys is None else match | {"buyer": {"$in": self.keys}}


@dataclass(frozen=True)
class RunFigures:
    """What a run's buyers come to, of those that somebody may see."""

    segments: Mapping[Segment, SegmentSums]
    cells: Mapping[int, int]

    @property
    def whole(self) -> SegmentSums:
        """All segments together."""
        parts = self.segments.values()
        return SegmentSums(
            buyers=sum(each.buyers for each in parts),
            value=sum((each.value for each in parts), SegmentSums().value),
            frequency=sum(each.frequency for each in parts),
            recency=sum(each.recency for each in parts),
        )


@cache
def cells_of(segment: Segment | None) -> list[int]:
    """The cells of a segment in their order; None for all 125."""
    every = (Scores(*scores) for scores in product(EVERY_SCORE, repeat=3))
    return [cell_of(each) for each in every if segment in (None, segment_of(each))]


def figures_of(run: SegmentRun, keys: list[str] | None = None) -> RunFigures:
    """What a run comes to; with `keys` what these of its buyers do."""
    if keys is None:
        cells = {int(cell): buyers for cell, buyers in (run.cells or {}).items()}
        return RunFigures(sums_of_segments(run), cells)
    rows = collection(SegmentedBuyer).find({"run_id": run.pk, "buyer": {"$in": keys}})
    scored = [scored_buyer(row) for row in rows]
    counts: dict[int, int] = {}
    for each in scored:
        cell = cell_of(each.scores)
        counts[cell] = counts.get(cell, 0) + 1
    return RunFigures(segment_sums(scored), counts)


def resolved(wish: BuyersWish) -> BuyersWish:
    """The same wish with the keys of those who are in the wanted place of the other run.

    Two reads of keys: to look each buyer up in the other run takes the database thirty times as
    long.
    """
    if wish.other is None:
        return wish
    here = _keys(wish.run.pk, wish.cells)
    there = _keys(wish.other.pk, cells_of(wish.other.segment))
    moved = here - there if wish.other.segment is ABSENT else here & there
    keys = moved if wish.keys is None else moved.intersection(wish.keys)
    return replace(wish, other=None, keys=sorted(keys))


def count_buyers(wish: BuyersWish) -> int:
    """How many buyers are listed, counted in the database."""
    return collection(SegmentedBuyer).count_documents(wish.match)


def buyers_page(wish: BuyersWish, text: str) -> Page:
    """The page of stored rows at the cursor `text`. Raises BadCursor."""
    cursor = read_cursor(text, _stored_amount, ObjectId)
    direction = -1 if cursor and cursor.backwards else 1
    order = [(name, way * direction) for name, way in ORDER.items()]
    match = {"$and": [wish.match, cursor.beyond(ORDER)]} if cursor else wish.match
    rows = list(collection(SegmentedBuyer).find(match, sort=order, limit=PAGE_SIZE + 1))
    return page_around(
        rows[:PAGE_SIZE],
        cursor,
        more=len(rows) > PAGE_SIZE,
        key_of=lambda row: (row["value"], row["_id"]),
    )


def every_buyer(wish: BuyersWish) -> Iterator[Row]:
    """All of them in the order of the list, read while they are written."""
    order = list(ORDER.items())
    return iter(collection(SegmentedBuyer).find(wish.match, sort=order, batch_size=1000))


def _keys(run_id: ObjectId, cells: list[int]) -> set[str]:
    match = {"run_id": run_id, "cell": {"$in": cells}}
    rows = collection(SegmentedBuyer).find(match, {"_id": False, "buyer": True}, batch_size=10_000)
    return {row["buyer"] for row in rows}


def _stored_amount(text: str) -> Decimal128:
    try:
        return Decimal128(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
