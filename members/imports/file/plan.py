"""How the rows of one file are read: its columns, its region, which rows are meant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm.imports.cells import CellValue, DamagedRow
from crm.imports.rejects import RejectedRow, RejectsFile
from crm.regions import HOME
from members.imports.existing import FileScopes
from members.imports.file.rows import RowReader
from members.imports.file.table import UploadTable
from members.imports.part.judged import ReadRow
from members.rules.mapping import placement

# Each part is one transaction; in between others get at the pool.
ROWS_IN_A_PART = 1000


@dataclass(frozen=True, kw_only=True)
class UploadPlan:
    """A file whose columns are known. `columns` are those of the database once it is in it."""

    table: UploadTable
    places: dict[str, int]
    columns: list[str]
    targets: list[int]
    # How many rows there are below the headings.
    rows: int
    region: str = HOME
    # Only what these readers have rejected: those of earlier uploads of the same file.
    earlier: tuple[RowReader, ...] = ()

    def reader(self) -> RowReader:
        """What reads the rows below the headings."""
        return reader_for(self.places, self.targets, len(self.columns), self.region)


class FilePart:
    """Some rows of a file, in its order, with how many were rejected among them.

    `last` is the number of its last row, `before` that of the part before it.
    """

    def __init__(self, before: int = 0) -> None:
        self.rows: list[ReadRow] = []
        self.rejected, self.size, self.last, self.before = 0, 0, before, before


def make_plan(
    table: UploadTable,
    places: dict[str, int],
    columns: Sequence[str],
    rows: int,
    region: str = HOME,
) -> UploadPlan:
    """The plan for a database that has `columns` so far; phone numbers belong to `region`."""
    placed = placement(columns, table.headings)
    return UploadPlan(
        table=table,
        places=places,
        columns=placed.columns,
        targets=placed.targets,
        rows=rows,
        region=region,
    )


def reader_for(places: dict[str, int], targets: list[int], width: int, region: str) -> RowReader:
    """What reads rows whose fields stand at `places`."""
    return RowReader(places, targets, width=width, region=region)


def parts_of(
    plan: UploadPlan, rejects: RejectsFile | None = None, *, size: int = ROWS_IN_A_PART
) -> Iterator[FilePart]:
    """The rows of the file in parts, always the same ones; `rejects` gets what is no member."""
    read, scopes, part = plan.reader(), FileScopes(plan.rows), FilePart()
    for number, cells in plan.table.rows():
        if plan.earlier and not _is_meant(plan, number, cells):
            continue
        part.size, part.last = part.size + 1, number
        try:
            row = read(number, cells)
        except RejectedRow as why:
            part.rejected += 1
            if rejects:
                rejects.add(number, cells, why)
        else:
            part.rows.append(ReadRow(row, scopes.add(row)))
        if part.size >= size:
            yield part
            part = FilePart(before=part.last)
    if part.size:
        yield part


def _is_meant(plan: UploadPlan, number: int, cells: list[CellValue] | DamagedRow) -> bool:
    return all(_rejects(reader, number, cells) for reader in plan.earlier)


def _rejects(reader: RowReader, number: int, cells: list[CellValue] | DamagedRow) -> bool:
    try:
        reader(number, cells)
    except RejectedRow:
        return True
    return False
