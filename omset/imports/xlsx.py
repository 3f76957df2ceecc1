"""Reading the first sheet of an XLSX file, a row at a time in constant memory.

python-calamine holds the whole sheet (600 MB for a million rows of seven cells) and openpyxl
needs five times as long, so the sheet goes through expat here.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from omset.imports.cells import Cell
from omset.imports.text import UnreadableFile

PIECE = 1 << 16
# What a sheet can have. A few bytes may claim more, and so ask for any amount of memory.
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
# All the texts of a million long notes; a few kilobytes unpack to gigabytes.
LARGEST_PART = 256_000_000
EPOCH, EPOCH_OF_1904 = date(1899, 12, 30), date(1904, 1, 1)
# Number formats that Excel knows without saying how they look: dates, and dates with time.
BUILTIN_DATES = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}
_NOT_A_PATTERN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_DAY_OR_YEAR = re.compile(r"[dy]", re.IGNORECASE)


def read_workbook(path: Path) -> Iterator[list[Cell]]:
    """The rows as text, numbers, dates and truth values; "" for an empty cell.

    A row that the sheet leaves out comes as an empty list. Raises UnreadableFile.
    """
    try:
        with ZipFile(path) as archive:
            book = _Book(archive)
            with archive.open(book.sheet) as sheet:
                yield from _rows(sheet, book)
    except (BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableFile(f"not an XLSX file: {error}") from error
    except (expat.ExpatError, ValueError, ArithmeticError, IndexError) as error:
        raise UnreadableFile(f"damaged XLSX file: {error}") from error


class _Handlers(dict):
    """The methods `MOMENT_NAME` of an object by element name, with or without its prefix."""

    def __init__(self, owner, moment: str):
        super().__init__()
        self.owner, self.moment = owner, moment

    def __missing__(self, name):
        local = name.rpartition(":")[2]
        self[name] = handler = getattr(self.owner, f"{self.moment}_{local}", None)
        return handler


class _Parser:
    """An expat parser that calls `start_NAME(attributes)` and `end_NAME()` of a subclass."""

    def __init__(self):
        self.text = None
        self.starts, self.ends = _Handlers(self, "start"), _Handlers(self, "end")
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _start(self, name, attributes):
        if handler := self.starts[name]:
            handler(attributes)

    def _end(self, name):
        if handler := self.ends[name]:
            handler()

    def _characters(self, text):
        if self.text is not None:
            self.text.append(text)

    def _refuse(self, *declaration):
        raise ValueError("it declares a document type")


class _Book(_Parser):
    """What the sheet's cells refer to: where the sheet is, texts, formats, the first day."""

    def __init__(self, archive: ZipFile):
        self.first_sheet, self.targets, self.texts = None, {}, []
        self.formats, self.in_cells, self.phonetic = {}, False, False
        self.styles, self.date_styles = 0, set()
        self.epoch = EPOCH
        names = set(archive.namelist())
        for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            self._read(archive, name)
        for name in {"xl/styles.xml", "xl/sharedStrings.xml"} & names:
            self._read(archive, name)
        target = self.targets[self.first_sheet]
        self.sheet = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    def _read(self, archive, name):
        super().__init__()
        if archive.getinfo(name).file_size > LARGEST_PART:
            raise ValueError(f"{name} is too large")
        with archive.open(name) as file:
            self.parser.ParseFile(file)

    def start_workbookPr(self, attributes):  # noqa: N802
        if attributes.get("date1904") in ("1", "true"):
            self.epoch = EPOCH_OF_1904

    def start_sheet(self, attributes):
        reference = next(value for name, value in attributes.items() if name.endswith(":id"))
        self.first_sheet = self.first_sheet or reference

    def start_Relationship(self, attributes):  # noqa: N802
        self.targets[attributes["Id"]] = attributes["Target"]

    def start_numFmt(self, attributes):  # noqa: N802
        self.formats[int(attributes["numFmtId"])] = attributes["formatCode"]

    def start_cellXfs(self, attributes):  # noqa: N802
        self.in_cells = True

    def end_cellXfs(self):  # noqa: N802
        self.in_cells = False

    def start_xf(self, attributes):
        if self.in_cells:
            if self._is_date(int(attributes.get("numFmtId", 0))):
                self.date_styles.add(str(self.styles))
            self.styles += 1

    def _is_date(self, number: int) -> bool:
        pattern = _NOT_A_PATTERN.sub("", self.formats.get(number, ""))
        return number in BUILTIN_DATES or bool(_DAY_OR_YEAR.search(pattern))

    def start_si(self, attributes):
        self.words = []

    def start_rPh(self, attributes):  # noqa: N802
        self.phonetic = True

    def end_rPh(self):  # noqa: N802
        self.phonetic = False

    def start_t(self, attributes):
        self.text = []

    def end_t(self):
        if not self.phonetic:
            self.words += self.text
        self.text = None

    def end_si(self):
        self.texts.append("".join(self.words))


class _Sheet(_Parser):
    """Collects finished rows in `rows`."""

    def __init__(self, book: _Book):
        super().__init__()
        self.book, self.rows, self.number = book, [], 0
        self.row, self.words = [], []

    def start_row(self, attributes):
        number = int(attributes.get("r", self.number + 1))
        if not self.number < number <= LAST_ROW:
            raise ValueError(f"row {number} behind row {self.number}")
        self.rows.extend([] for _missing in range(self.number + 1, number))
        self.number, self.row = number, []

    def end_row(self):
        self.rows.append(self.row)

    def start_c(self, attributes):
        place = attributes.get("r")
        column = _column(place.rstrip("0123456789")) if place else len(self.row)
        if column >= LAST_COLUMN:
            raise ValueError(f"no sheet has a cell {place}")
        missing = column - len(self.row)
        if missing:
            self.row.extend([""] * missing)
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
        self.words = []

    def start_v(self, attributes):
        self.text = self.words

    start_t = start_v

    def end_v(self):
        self.text = None

    end_t = end_v

    def end_c(self):
        self.row.append(self._value("".join(self.words)))

    def _value(self, text: str) -> Cell:
        if text == "" or self.kind in ("inlineStr", "str", "e"):
            return text
        if self.kind == "s":
            return self.book.texts[int(text)]
        if self.kind == "b":
            return text == "1"
        if self.kind == "d":
            return datetime.fromisoformat(text).date()
        if self.style in self.book.date_styles:
            return _day(self.book.epoch, text)
        return _number(text)


def _rows(sheet, book: _Book) -> Iterator[list[Cell]]:
    reader = _Sheet(book)
    while piece := sheet.read(PIECE):
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


@lru_cache(maxsize=4096)
def _day(epoch: date, text: str) -> date:
    return epoch + timedelta(days=int(float(text)))


@lru_cache(maxsize=20_000)
def _number(text: str) -> Decimal:
    """The number as the sheet shows it: 15 digits, which drops the residue of binary fractions."""
    return Decimal(text) if text.isdigit() else Decimal(format(float(text), ".15g"))
