"""Reading the sheets of an XLSX file, a row at a time in constant memory.

python-calamine holds the whole sheet (600 MB for a million rows of seven cells) and openpyxl
needs five times as long, so the sheet goes through expat here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext

from crm.imports.cells import CellValue
from crm.imports.number_formats import plain_number
from crm.imports.text import UnreadableFile
from crm.imports.workbook import (
    Attributes,
    SheetPart,
    WorkbookParts,
    XmlParser,
    unescaped,
)
from crm.web.texts.no_names import NO_RESULT

PIECE = 1 << 16
# What a sheet can have. A few bytes may claim more, and so ask for any amount of memory.
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
# A sheet of a million equal rows is packed to a hundredth; what claims more is made to fill memory.
LEAST_SUSPECT, MOST_UNPACKED = 32_000_000, 250


def open_workbook(path: Path) -> WorkbookParts:
    """What stands beside the rows of the workbook. Raises UnreadableFile."""
    with _named_damage(), ZipFile(path) as archive:
        for part in archive.infolist():
            if part.file_size > max(LEAST_SUSPECT, MOST_UNPACKED * part.compress_size):
                raise ValueError(f"{part.filename} unpacks to far more than a table is")
        return WorkbookParts(archive)


def read_sheet(path: Path, book: WorkbookParts, sheet: SheetPart) -> Iterator[list[CellValue]]:
    """The rows as text, numbers, dates and truth values; "" for an empty cell.

    A row that the sheet leaves out comes as an empty list. Raises UnreadableFile.
    """
    with _named_damage(), ZipFile(path) as archive, archive.open(sheet.part) as file:
        yield from _rows(file, book)


@contextmanager
def _named_damage() -> Iterator[None]:
    try:
        yield
    except (BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableFile(gettext("not an XLSX file: %(error)s") % {"error": error}) from error
    except (expat.ExpatError, ValueError, ArithmeticError, IndexError) as error:
        raise UnreadableFile(gettext("damaged XLSX file: %(error)s") % {"error": error}) from error


class _Sheet(XmlParser):
    """Collects finished rows in `rows`."""

    def __init__(self, book: WorkbookParts) -> None:
        super().__init__()
        self.book, self.number = book, 0
        self.rows: list[list[CellValue]] = []
        self.row: list[CellValue] = []
        self.words: list[str] = []

    def start_row(self, attributes: Attributes) -> None:
        number = int(attributes.get("r", self.number + 1))
        if not self.number < number <= LAST_ROW:
            raise ValueError(f"row {number} behind row {self.number}")
        self.rows.extend([] for _missing in range(self.number + 1, number))
        self.number, self.row = number, []

    def end_row(self) -> None:
        self.rows.append(self.row)

    def start_c(self, attributes: Attributes) -> None:
        place = attributes.get("r")
        column = _column(place.rstrip("0123456789")) if place else len(self.row)
        if column >= LAST_COLUMN:
            raise ValueError(f"no sheet has a cell {place}")
        missing = column - len(self.row)
        if missing:
            self.row.extend([""] * missing)
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
        self.words, self.is_unknown = [], False

    def start_f(self, attributes: Attributes) -> None:
        self.is_unknown = True

    def start_v(self, attributes: Attributes) -> None:
        self.text, self.is_unknown = self.words, False

    start_t = start_v

    def end_v(self) -> None:
        self.text = None

    end_t = end_v

    def end_c(self) -> None:
        self.row.append(self._value("".join(self.words)))

    def _value(self, text: str) -> CellValue:
        if text == "":
            return NO_RESULT if self.is_unknown else ""
        if self.kind == "s":
            return self.book.texts[int(text)]
        if self.kind == "n":
            reader = self.book.readers.get(self.style)
            return reader(text) if reader else plain_number(text)
        if self.kind == "b":
            return text == "1"
        if self.kind == "d":
            return datetime.fromisoformat(text).date()
        return unescaped(text)


def _rows(file: IO[bytes], book: WorkbookParts) -> Iterator[list[CellValue]]:
    reader = _Sheet(book)
    while piece := file.read(PIECE):
        reader.parser.Parse(piece)
        yield from reader.rows
        reader.rows.clear()
    reader.parser.Parse(b"", True)
    yield from reader.rows


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
