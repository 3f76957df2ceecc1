"""Rows as an import reads them, for the tests of the readers."""

from pathlib import Path

from omset.imports.columns import UsableHeadings
from omset.imports.readers.files import NumberedRow, SourceFile, open_file

GIVEN = {"staff", "product"}


def opened(path: Path, sheet: str = "") -> SourceFile:
    """The file as an import opens it whose staff member and product are given."""
    return open_file(path, UsableHeadings({}, GIVEN), sheet)


def rows_of(path: Path, sheet: str = "") -> list[NumberedRow]:
    """Each row that holds anything, the headings included."""
    return list(opened(path, sheet).rows())
