"""Opening a file of either sort as rows with their numbers."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import is_zipfile

from omset.imports.cells import Cell, Damaged
from omset.imports.columns import recognised
from omset.imports.text import UnreadableFile, dialect_of, read_text
from omset.imports.xlsx import read_workbook


def numbered_rows(path: Path) -> Iterator[tuple[int, list[Cell] | Damaged]]:
    """Each row that holds anything, with its number as a spreadsheet counts it.

    Raises UnreadableFile, also in the middle: count_rows first finds that out.
    """
    try:
        rows = (
            read_workbook(path)
            if is_zipfile(path)
            else read_text(path, dialect_of(path, recognised))
        )
        for number, cells in enumerate(rows, start=1):
            if any(cell != "" and (type(cell) is not str or cell.strip()) for cell in cells):
                yield number, cells
    except OSError as error:
        raise UnreadableFile(error.strerror or str(error)) from error


def count_rows(path: Path) -> int:
    """How many rows hold anything, the heading included. Raises UnreadableFile."""
    return sum(1 for _row in numbered_rows(path))
