"""How a file is understood, before anything of it is written."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext

from crm.imports.cells import CellValue, DamagedRow, Reason, as_text
from crm.imports.files import NumberedRow, SourceFile, TableChoice, open_file, table_start
from crm.imports.text import UnreadableFile
from omset.imports import columns
from omset.imports.column_check import ColumnCheck
from omset.imports.rows import ImportRow, RejectedRow, RowReader
from omset.lists.export import is_of_sums

PREVIEW_ROWS = 3
TYPED_FIELDS = ("customer_id", "note", "staff", "product", "omset_id")
PREVIEW_FIELDS = [name for name in ImportRow._fields if name not in ("own_status", "omset_id")]
_NO_DIGIT = re.compile(r"\D+")


@dataclass(frozen=True)
class ImportOptions:
    """What the person who imports says beside the file. Names stand for rows that give none."""

    staff: str = ""
    product: str = ""
    status: str = "approved"
    columns: dict[str, str] = field(default_factory=dict)
    sheet: str = ""
    create_missing: bool = False

    @property
    def defaults(self) -> dict[str, str]:
        named = {"staff": self.staff.strip(), "product": self.product.strip()}
        return {name: value for name, value in named.items() if value} | {"status": self.status}


@dataclass
class FileReading:
    """How the file is understood, to show it before it is written."""

    encoding: str | None
    delimiter: str | None
    sheets: list[str]
    not_read: list[str]
    heading_row: int
    # The texts of the rows above the headings.
    above: list[str]
    # The heading of each field.
    columns: dict[str, str]
    not_used: list[str]
    # Columns that are not what they are called, each with why.
    left_out: list[str]
    # The first rows: what each states, or why it is rejected.
    rows: list[dict] = field(default_factory=list)


@dataclass(frozen=True)
class ImportPlan:
    """A file that can be imported: read once to its end, its columns known."""

    source: SourceFile
    options: ImportOptions
    headings: list[str]
    places: dict[str, int]
    # How many rows there are below the headings.
    rows: int
    reading: FileReading
    # Whether a date of the file can only have the month first.
    has_month_first: bool
    # As who sent it calls it, where the file here is a copy.
    sent_name: str = ""

    @property
    def file_name(self) -> str:
        """What history calls the file."""
        return self.sent_name or self.path.name

    @property
    def path(self) -> Path:
        return self.source.path

    @property
    def typed_places(self) -> set[int]:
        """Where texts stand that somebody has typed: ids, names, notes."""
        return {self.places[field] for field in TYPED_FIELDS if field in self.places}

    def reader(self, today: date) -> RowReader:
        """What reads the rows below the headings."""
        return RowReader(
            self.places,
            self.options.defaults,
            width=len(self.headings),
            today=today,
            has_month_first=self.has_month_first,
        )

    def data(self) -> Iterator[NumberedRow]:
        """The rows below the headings."""
        return rows_below(self.source, self.reading.heading_row)


def rows_below(source: SourceFile, heading_row: int) -> Iterator[NumberedRow]:
    """The rows of the file behind that of the headings, each with its number."""
    return (row for row in source.rows() if row[0] > heading_row)


def make_plan(path: Path, options: ImportOptions) -> ImportPlan:
    """Look through the whole file before anything is written.

    Raises UnreadableFile or columns.UnusableColumns.
    """
    given = set(options.defaults)
    usable = columns.UsableHeadings(options.columns, given)
    source = open_file(path, usable, TableChoice(sheet=options.sheet))
    *above, (number, cells) = _up_to_headings(source, usable)
    headings = _texts(cells)
    if is_of_sums(headings):
        raise columns.UnusableColumns(
            gettext(
                "this is the product's own file of sums, which holds no deposits:"
                " download the records instead"
            )
        )
    places = columns.columns_by_field(headings, options.columns)
    columns.check_complete(places, headings, given)
    check = ColumnCheck(headings, places, options.columns)
    rows = _look_through(source, number, check, usable)
    doubts = check.misnamed_columns()
    left_out = [f"{headings[place]}: {why}" for place, why in doubts.items()]
    places = columns.columns_by_field(headings, options.columns, doubts)
    _check_again(places, headings, given, left_out)
    reading = FileReading(
        *_dialect(source),
        sheets=[sheet.name for sheet in source.sheets],
        not_read=list(source.not_read),
        heading_row=number,
        above=[_joined(row) for _number, row in above],
        columns={field: headings[place] for field, place in places.items()},
        not_used=columns.unused_headings(headings, places),
        left_out=left_out,
    )
    plan = ImportPlan(
        source=source,
        options=options,
        headings=headings,
        places=places,
        rows=rows,
        reading=reading,
        has_month_first=check.has_month_first,
    )
    _check_above(above, plan)
    reading.rows = first_rows(plan)
    return plan


def _up_to_headings(
    source: SourceFile, usable: columns.UsableHeadings
) -> list[tuple[int, list[CellValue]]]:
    """The first rows, the last of which holds the headings, or what is likest to them."""
    first, heading = table_start(source.rows(), usable)
    rows = [(number, _cells_of(number, cells)) for number, cells in first]
    if not rows:
        raise UnreadableFile(gettext("the file is empty"))
    if heading is None:
        rows = [max(rows, key=lambda row: usable.score(_texts(row[1])))]
    return rows


def _cells_of(number: int, cells: list[CellValue] | DamagedRow) -> list[CellValue]:
    if isinstance(cells, DamagedRow):
        raise UnreadableFile(
            gettext("row %(row)s: %(reason)s") % {"row": number, "reason": cells.reason}
        )
    return cells


def _look_through(
    source: SourceFile, heading_row: int, check: ColumnCheck, usable: columns.UsableHeadings
) -> int:
    """How many rows there are; what they say about their columns goes to `check`."""
    count = 0
    for number, cells in rows_below(source, heading_row):
        count += 1
        if isinstance(cells, DamagedRow):
            continue
        check.add(cells)
        if _could_be_headings(cells, check.places["date"]):
            texts = _texts(cells)
            if usable.fits(texts) and texts[: len(check.headings)] != check.headings:
                raise columns.UnusableColumns(
                    gettext(
                        "row %(row)s has other headings than row %(first)s:"
                        " put the second table into a file of its own"
                    )
                    % {"row": number, "first": heading_row}
                )
    return count


def _could_be_headings(cells: list[CellValue], date_place: int) -> bool:
    cell = cells[date_place] if date_place < len(cells) else ""
    return type(cell) is str and cell != "" and _NO_DIGIT.fullmatch(cell) is not None


def _check_again(
    places: dict[str, int], headings: list[str], given: set[str], left_out: list[str]
) -> None:
    try:
        columns.check_complete(places, headings, given)
    except columns.UnusableColumns as missing:
        reasons = "; ".join(left_out)
        raise columns.UnusableColumns(
            gettext("%(missing)s; %(reasons)s: if it is meant all the same, name it with --columns")
            % {"missing": missing, "reasons": reasons}
        ) from missing


def _check_above(above: list[tuple[int, list[CellValue]]], plan: ImportPlan) -> None:
    """Raise UnusableColumns if a row above the headings is no title but a deposit."""
    reader = plan.reader(timezone.localdate())
    for number, cells in above:
        if reader.has_date_and_amount(cells):
            raise columns.UnusableColumns(
                gettext(
                    "row %(row)s stands above the headings (row %(heading)s)"
                    " and looks like a deposit"
                )
                % {"row": number, "heading": plan.reading.heading_row}
            )


def first_rows(plan: ImportPlan, said: Callable[[Reason], str] = str) -> list[dict]:
    """The first rows as they are understood; `said` is how a reason against one is put."""
    reader = plan.reader(timezone.localdate())
    rows = islice(plan.data(), PREVIEW_ROWS)
    return [{"row": number} | _preview_row(reader, cells, said) for number, cells in rows]


def _preview_row(
    reader: RowReader, cells: list[CellValue] | DamagedRow, said: Callable[[Reason], str]
) -> dict[str, str]:
    try:
        row = reader(cells)
    except RejectedRow as why:
        return {"field": why.field, "reason": said(why.reason)}
    return {name: str(getattr(row, name)) for name in PREVIEW_FIELDS}


def _dialect(source: SourceFile) -> tuple[str | None, str | None]:
    if source.dialect is None:
        return None, None
    return source.dialect.encoding.removesuffix("-sig").upper(), source.dialect.delimiter


def _texts(cells: list[CellValue]) -> list[str]:
    return [as_text(cell) for cell in cells]


def _joined(cells: list[CellValue]) -> str:
    return " ".join(filter(None, _texts(cells)))
