"""Opening a file of either sort: how it is written, which sheets are read, the numbered rows."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol, cast
from weakref import finalize
from zipfile import is_zipfile

from django.utils.translation import gettext

from crm.imports.cells import CellValue, DamagedRow, as_text
from crm.imports.text import TextDialect, UnreadableFile, dialect_of, read_text
from crm.imports.workbook import SheetPart, WorkbookParts
from crm.imports.xls import is_xls, xlsx_of
from crm.imports.xlsx import open_workbook, read_sheet
from crm.web.files import exports

# Titles and remarks may stand above the headings, but not more than this.
FIRST_ROWS = 30

NumberedRow = tuple[int, list[CellValue] | DamagedRow]


class HeadingsTest(Protocol):
    """What makes a row the headings of a table that can be read."""

    def score(self, headings: list[str]) -> int:
        """How many headings are known."""

    def fits(self, headings: list[str]) -> bool:
        """Whether all that is needed has a heading."""


class TableChoice(NamedTuple):
    """How somebody says that a file is to be read; what is empty is found out."""

    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""


AS_IT_IS = TableChoice()


class SeveralSheets(UnreadableFile):
    """Several sheets could be meant: `names`."""

    def __init__(self, names: list[str]) -> None:
        listed = ", ".join(names)
        super().__init__(f"several sheets could be meant: {listed}; name one with --sheet")
        self.names = names


class TableStart(NamedTuple):
    """The first rows of a table, and which of them holds the headings, if any does."""

    rows: list[NumberedRow]
    heading: int | None


@dataclass(frozen=True)
class SourceFile:
    """A file, how it is read, and what of it is not."""

    path: Path
    dialect: TextDialect | None = None
    book: WorkbookParts | None = None
    # What one sheet could not hold goes on in the next.
    sheets: tuple[SheetPart, ...] = ()
    not_read: tuple[str, ...] = ()
    # The XLSX that was made of an XLS.
    made: Path | None = None

    def rows(self) -> Iterator[NumberedRow]:
        """Each row that holds anything, with its number as a spreadsheet counts it.

        The numbers of a sheet that goes on in the next go on too. Raises UnreadableFile, also in
        the middle: reading it once to its end finds that out.
        """
        with _named_refusals():
            if self.dialect:
                # A list of texts is one of cells: nobody puts another cell into it.
                rows = read_text(self.path, self.dialect)
                yield from _numbered(cast(Iterator[list[CellValue] | DamagedRow], rows))
            elif self.book:
                yield from self._sheet_rows(self.book)

    def _sheet_rows(self, book: WorkbookParts) -> Iterator[NumberedRow]:
        before = 0
        for place, sheet in enumerate(self.sheets):
            number = 0
            for number, cells in _numbered(read_sheet(self.made or self.path, book, sheet)):
                # The headings stand in each of them.
                if place == 0 or number > 1:
                    yield before + number, cells
            before += number


def open_file(path: Path, headings: HeadingsTest, choice: TableChoice = AS_IT_IS) -> SourceFile:
    """How the file is to be read. Raises UnreadableFile, of which SeveralSheets is one."""
    with _named_refusals():
        if is_xls(path):
            return _open_xls(path, headings, choice.sheet)
        if is_zipfile(path):
            return _open_workbook(path, headings, choice.sheet)
        if choice.sheet:
            raise UnreadableFile(gettext("only a workbook has sheets"))
        _sheet, encoding, delimiter = choice
        dialect = dialect_of(path, headings.score, encoding=encoding, delimiter=delimiter)
        return SourceFile(path, dialect)


def table_start(rows: Iterable[NumberedRow], headings: HeadingsTest) -> TableStart:
    """The first rows up to the headings; without a heading if no row fits."""
    first = []
    for number, cells in islice(rows, FIRST_ROWS):
        first.append((number, cells))
        if not isinstance(cells, DamagedRow) and headings.fits([as_text(cell) for cell in cells]):
            return TableStart(first, number)
    return TableStart(first, None)


@contextmanager
def _named_refusals() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnreadableFile(error.strerror or str(error)) from error


def _numbered(rows: Iterable[list[CellValue] | DamagedRow]) -> Iterator[NumberedRow]:
    for number, cells in enumerate(rows, start=1):
        if any(cell != "" and (type(cell) is not str or cell.strip()) for cell in cells):
            yield number, cells


def _open_workbook(path: Path, headings: HeadingsTest, sheet_name: str) -> SourceFile:
    book = open_workbook(path)
    starts = {
        sheet: table_start(_numbered(read_sheet(path, book, sheet)), headings)
        for sheet in book.sheets
    }
    if sheet_name:
        chosen = [_sheet_of_name(book.sheets, sheet_name)]
    else:
        chosen = _fitting_sheets(starts, lambda sheet: _last_row(path, book, sheet))
    others = [sheet for sheet, start in starts.items() if sheet not in chosen and start.rows]
    return SourceFile(
        path,
        book=book,
        sheets=tuple(chosen),
        not_read=tuple(sheet.label for sheet in others),
    )


def _open_xls(path: Path, headings: HeadingsTest, sheet_name: str) -> SourceFile:
    made = xlsx_of(path)
    try:
        source = replace(_open_workbook(made, headings, sheet_name), path=path, made=made)
    except BaseException:
        made.unlink()
        raise
    # It is read as often as somebody asks for its rows.
    finalize(source, made.unlink)
    return source


def _sheet_of_name(sheets: list[SheetPart], sheet_name: str) -> SheetPart:
    alike = [sheet for sheet in sheets if sheet.name.casefold() == sheet_name.strip().casefold()]
    if not alike:
        names = ", ".join(sheet.label for sheet in sheets)
        raise UnreadableFile(
            gettext("there is no sheet “%(sheet)s”; the file has: %(names)s")
            % {"sheet": sheet_name, "names": names}
        )
    return alike[0]


def _fitting_sheets(
    starts: dict[SheetPart, TableStart], last_row: Callable[[SheetPart], int]
) -> list[SheetPart]:
    """The one sheet that can be meant, with those it goes on in. Raises UnreadableFile."""
    fitting = [sheet for sheet, start in starts.items() if start.heading is not None]
    visible = [sheet for sheet in fitting if not sheet.is_hidden]
    if len(visible) == 1 or (visible and _goes_on(visible, starts, last_row)):
        return visible
    if visible:
        raise SeveralSheets([sheet.name for sheet in visible])
    if fitting:
        names = ", ".join(sheet.name for sheet in fitting)
        raise UnreadableFile(
            gettext("the headings are in a hidden sheet: %(names)s; name it with --sheet")
            % {"names": names}
        )
    filled = [sheet for sheet, start in starts.items() if start.rows and not sheet.is_hidden]
    return (filled or list(starts))[:1]


def _goes_on(
    sheets: list[SheetPart],
    starts: dict[SheetPart, TableStart],
    last_row: Callable[[SheetPart], int],
) -> bool:
    """Whether each of these sheets is full and goes on in the next, as our own exports do."""
    first = starts[sheets[0]].rows[0]
    return all(starts[sheet].rows[0] == first and first[0] == 1 for sheet in sheets) and all(
        last_row(sheet) == exports.ROWS_IN_A_SHEET + 1 for sheet in sheets[:-1]
    )


def _last_row(path: Path, book: WorkbookParts, sheet: SheetPart) -> int:
    return sum(1 for _cells in read_sheet(path, book, sheet))
