"""What of a row its reader sees: never a cell that is not meant for them (DB-10, RO-7)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from members.models import DatabaseKind, MemberDatabase
from members.rules.columns import MASK, hidden_columns


class Cell(NamedTuple):
    """A cell of a row under the name of its column; `place` is the column's."""

    place: int
    column: str
    text: str
    is_hidden: bool = False


def cells_of(row: Mapping[str, Any], database: MemberDatabase, *, is_admin: bool) -> list[Cell]:
    """The cells that hold something, those that are hidden from this reader masked.

    Staff see of a Member WD row what it is found by alone, which is no cell (WD-1).
    """
    if database.kind == DatabaseKind.WD and not is_admin:
        return []
    hidden = hidden_columns(database.columns, database.kind, is_admin=is_admin)
    cells = zip(database.columns, row["cells"], strict=False)
    return [
        Cell(place, column, MASK if place in hidden else text, place in hidden)
        for place, (column, text) in enumerate(cells)
        if text
    ]
