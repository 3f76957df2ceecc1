"""Reading CSV files, a row at a time."""

import csv
from collections.abc import Iterator
from pathlib import Path

from omset.imports.columns import recognised

DELIMITERS = (",", ";", "\t", "|")


class UnreadableFile(Exception):
    """The file can not be read; the text says why."""


def read_text(path: Path) -> Iterator[list[str]]:
    """The rows of a UTF-8 file, an empty list for a blank line. Raises UnreadableFile."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            delimiter = _delimiter(file.readline())
            file.seek(0)
            yield from csv.reader(file, delimiter=delimiter)
        except UnicodeDecodeError as error:
            raise UnreadableFile("the text is not UTF-8: save it as “CSV UTF-8”") from error
        except csv.Error as error:
            raise UnreadableFile(f"not a CSV file: {error}") from error


def _delimiter(heading: str) -> str:
    """The one that makes the most of the first line: known headings first, then cells."""

    def yield_of(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([heading], delimiter=delimiter), [])
        return recognised(cells), len(cells)

    return max(DELIMITERS, key=yield_of)
