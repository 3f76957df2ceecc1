"""Reading CSV files, a row at a time."""

import csv
import os
import re
import tempfile
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.imports.cells import DamagedRow
from crm.web.texts.no_names import looks_like_date

DELIMITERS = (",", ";", "\t", "|")
# Where the headings are looked for.
FIRST_LINES = 50
FIRST_CHARACTERS = 100_000
LONGEST_LINE = 1 << 20
UTF_8, UTF_16, WINDOWS = "utf-8-sig", "utf-16", "cp1252"
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Excel's own way to name the delimiter; it shows no row for this line.
_SEPARATOR = re.compile(r'"?sep=([^"\r\n])"?[,;\t]*\r?\n?', re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")


class UnreadableFile(Exception):
    """The file can not be read; the text says why."""


class TextDialect(NamedTuple):
    """How a text file writes its rows."""

    encoding: str
    delimiter: str
    # Whether the first line names the delimiter and is no row.
    separator_line: bool
    # How many cells a row has.
    width: int


def dialect_of(
    path: Path, score: Callable[[list[str]], int], *, encoding: str = "", delimiter: str = ""
) -> TextDialect:
    """How the file is written; `score` says how much a row looks like headings.

    `encoding` and `delimiter` are known already unless empty. Raises UnreadableFile.
    """
    encoding = encoding or _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        try:
            lines = list(islice(_lines(file), FIRST_LINES))
        except UnicodeError as error:
            raise UnreadableFile(_undecodable(path, encoding)) from error
    separator = _SEPARATOR.fullmatch(lines[0]) if lines else None
    delimiters = delimiter or (separator[1] if separator else DELIMITERS)
    lines = [line[:FIRST_CHARACTERS] for line in lines[bool(separator) :] if line.strip()]
    best = max(delimiters, key=lambda delimiter: _yield(lines, delimiter, score))
    return TextDialect(
        encoding=encoding,
        delimiter=best,
        separator_line=bool(separator),
        width=_yield(lines, best, score)[1],
    )


def read_text(path: Path, dialect: TextDialect) -> Iterator[list[str] | DamagedRow]:
    """The rows of the file, an empty list for a blank line.

    Raises UnreadableFile, also in the middle.
    """
    with path.open(encoding=dialect.encoding, newline="") as file:
        lines = _Lines(file)
        if dialect.separator_line:
            next(lines)
        try:
            yield from _rows(lines, dialect)
        except UnicodeError as error:
            raise UnreadableFile(_undecodable(path, dialect.encoding)) from error


def likely_encoding(path: Path) -> str:
    """How the file is encoded, looked at to its end: what is not Unicode is a Western Windows'.

    Raises UnreadableFile for what is no text.
    """
    encoding = _encoding(path)
    if encoding != UTF_8:
        return encoding
    decoder = getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            for piece in iter(partial(file.read, LONGEST_LINE), b""):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return WINDOWS
    return UTF_8


def copy_in_utf_8(path: Path) -> Path:
    """A copy of the file in UTF-8, for each line by itself: some were a Western Windows'.

    The caller removes it. One encoding for the whole file would spoil the accents of other lines.
    """
    number, name = tempfile.mkstemp(prefix="utf-8-", suffix=".csv")
    with path.open("rb") as file, os.fdopen(number, "wb") as copy:
        for line in iter(partial(file.readline, LONGEST_LINE), b""):
            copy.write(line if _is_utf_8(line) else line.decode(WINDOWS, "replace").encode())
    return Path(name)


class _Lines:
    """The lines of a file; `row` keeps those since it was last emptied; `ended` tells the end."""

    def __init__(self, file: TextIO) -> None:
        self.lines = _lines(file)
        self.row: list[str] = []
        self.count, self.ended = 0, False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self.lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.count += 1
        self.row.append(line)
        return line


def _lines(file: TextIO) -> Iterator[str]:
    for line in iter(partial(file.readline, LONGEST_LINE), ""):
        if len(line) == LONGEST_LINE:
            raise UnreadableFile(
                gettext("not a CSV file: a line of more than %(most)s characters")
                % {"most": f"{LONGEST_LINE:,}"}
            )
        yield line


def _rows(lines: _Lines, dialect: TextDialect) -> Iterator[list[str] | DamagedRow]:
    # Strict: otherwise a quotation mark that never closes would take in the rest of the file.
    reader = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
    number = 0
    while True:
        number, first_line = number + 1, lines.count + 1
        lines.row.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _damaged(lines, number, first_line, error)
            continue
        if len(lines.row) > 1 and any(_holds_rows(cell, dialect) for cell in cells):
            yield DamagedRow("".join(lines.row), _SWALLOWS)
        else:
            yield cells


def _damaged(lines: _Lines, number: int, first_line: int, error: csv.Error) -> DamagedRow:
    """The row that csv could not read. Raises UnreadableFile if the rows behind it are lost too."""
    row = str(number)
    if first_line != number:
        row = gettext("%(row)s (line %(line)s)") % {"row": number, "line": first_line}
    if lines.ended:
        raise UnreadableFile(
            gettext(
                "row %(row)s opens a quotation mark that is closed nowhere:"
                " nothing behind it can be read"
            )
            % {"row": row}
        ) from error
    if "field larger" in str(error):
        raise UnreadableFile(
            gettext(
                "not a CSV file: row %(row)s has a cell of more than %(most)s characters;"
                " is a quotation mark not closed?"
            )
            % {"row": row, "most": f"{csv.field_size_limit():,}"}
        ) from error
    return DamagedRow("".join(lines.row), _MISQUOTED if len(lines.row) == 1 else _SWALLOWS)


def _holds_rows(cell: str, dialect: TextDialect) -> bool:
    """Whether lines of a quoted cell look like rows that lost their beginning or end to it."""
    lines = _LINE_END.split(cell)[1:]
    return any(_is_row(line, dialect) for line in lines)


def _is_row(line: str, dialect: TextDialect) -> bool:
    cells = line.split(dialect.delimiter)
    if len(cells) == dialect.width > 1 or (len(cells) > 1 and looks_like_date(cells[0])):
        return True
    return len(cells) > 2 and any(looks_like_date(cell) for cell in cells)


def _yield(lines: list[str], delimiter: str, score: Callable) -> tuple[int, int]:
    """What the delimiter makes of the first lines: known headings first, then cells."""
    rows = [next(csv.reader([line], delimiter=delimiter), []) for line in lines]
    likeliest = max(rows, key=score, default=[])
    return score(likeliest), len(likeliest)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(BYTE_ORDER_MARKS):
        return UTF_16
    if b"\0" in start:
        raise UnreadableFile(gettext("the text is not UTF-8: save it as “CSV UTF-8”"))
    return UTF_8


def _undecodable(path: Path, encoding: str) -> str:
    if encoding != UTF_8:
        return gettext("the text is not %(encoding)s: save it as “CSV UTF-8”") % {
            "encoding": encoding.upper()
        }
    with path.open("rb") as file:
        line = next((number for number, text in enumerate(file, 1) if not _is_utf_8(text)), 1)
    return gettext("line %(line)s is not UTF-8: save the file as “CSV UTF-8”") % {"line": line}


def _is_utf_8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


_MISQUOTED = _("A quotation mark stands inside of a quoted cell, where it must be doubled.")
_SWALLOWS = _("A quoted cell holds lines that look like rows: is a quotation mark not closed?")
