"""A file as a table of members: how it is written, its headings, and the rows below them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from zipfile import is_zipfile

from django.utils.translation import gettext

from crm.imports.cells import CellValue, DamagedRow, as_text
from crm.imports.files import (
    AS_IT_IS,
    FIRST_ROWS,
    NumberedRow,
    SeveralSheets,
    SourceFile,
    TableChoice,
    open_file,
    table_start,
)
from crm.imports.text import UnreadableFile, likely_encoding
from crm.imports.xls import is_xls
from members.rules.mapping import IDENTIFYING, guessed_places, named_headings

ZIP = b"PK\x03\x04"
MOST_ROWS, MOST_COLUMNS = 1_000_000, 200


class KnownHeadings:
    """Members may have any columns: what makes a row the headings is that one says who they are."""

    def score(self, headings: list[str]) -> int:
        """How many headings are known."""
        return len(guessed_places(headings))

    def fits(self, headings: list[str]) -> bool:
        """Whether one of them says who the rows are."""
        return bool(set(IDENTIFYING) & set(guessed_places(headings)))


@dataclass(frozen=True, kw_only=True)
class UploadTable:
    """A file that can be read, and the headings of its columns, each once."""

    source: SourceFile
    heading_row: int
    headings: list[str]

    @property
    def sheets(self) -> list[str]:
        """The names of all sheets of a workbook."""
        return [sheet.name for sheet in self.source.book.sheets] if self.source.book else []

    @property
    def sheet(self) -> str:
        """The name of the first sheet that is read."""
        return self.source.sheets[0].name if self.source.sheets else ""

    def rows(self) -> Iterator[NumberedRow]:
        """The rows below the headings, each with its number. Raises UnreadableFile."""
        return (row for row in self.source.rows() if row[0] > self.heading_row)


def open_table(
    path: Path,
    choice: TableChoice = AS_IT_IS,
    *,
    heading_row: int = 0,
    first_of_several: bool = False,
) -> UploadTable:
    """The table of a file; `heading_row` says where the headings stand, 0 that nobody knows.

    Of several sheets that could be meant the first, or it raises SeveralSheets. Raises
    UnreadableFile.
    """
    if not choice.encoding and not _is_workbook(path):
        choice = choice._replace(encoding=likely_encoding(path))
    try:
        source = open_file(path, KnownHeadings(), choice)
    except SeveralSheets as several:
        if not first_of_several:
            raise
        source = open_file(path, KnownHeadings(), choice._replace(sheet=several.names[0]))
    number, cells = _heading(source, heading_row)
    headings = [as_text(cell) for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        text = gettext("the table has %(columns)s columns; %(most)s can be uploaded")
        raise UnreadableFile(text % {"columns": f"{len(headings):,}", "most": MOST_COLUMNS})
    return UploadTable(source=source, heading_row=number, headings=named_headings(headings))


def count_rows(table: UploadTable) -> int:
    """How many rows there are; reads the file to its end. Raises UnreadableFile."""
    count = sum(1 for _row in islice(table.rows(), MOST_ROWS + 1))
    if count > MOST_ROWS:
        text = gettext("the file has more than %(most)s rows: split it")
        raise UnreadableFile(text % {"most": f"{MOST_ROWS:,}"})
    return count


def _is_workbook(path: Path) -> bool:
    try:
        if is_xls(path) or is_zipfile(path):
            return True
        with path.open("rb") as file:
            if file.read(len(ZIP)) == ZIP:
                raise UnreadableFile(
                    gettext("a damaged workbook: open it in a spreadsheet and save it")
                )
        return False
    except OSError as error:
        raise UnreadableFile(error.strerror or str(error)) from error


def _heading(source: SourceFile, wanted: int) -> tuple[int, Sequence[CellValue]]:
    """The row of the headings. Raises UnreadableFile."""
    if wanted:
        rows = [row for row in islice(source.rows(), FIRST_ROWS) if row[0] == wanted]
    else:
        start = table_start(source.rows(), KnownHeadings())
        rows = [row for row in start.rows if start.heading in (None, row[0])]
    if not rows:
        no_such_row = gettext("there is no row %(row)s") % {"row": wanted}
        raise UnreadableFile(no_such_row if wanted else gettext("there is no row in it"))
    number, cells = rows[0]
    if isinstance(cells, DamagedRow):
        facts = {"row": number, "reason": cells.reason}
        raise UnreadableFile(gettext("row %(row)s: %(reason)s") % facts)
    return number, cells
