"""Rows as a reader gives them, for the tests of the readers."""

from pathlib import Path

from crm.imports.files import NumberedRow, SourceFile, TableChoice, open_file

DATES, CUSTOMERS, AMOUNTS = {"date", "tgl"}, {"customer_id", "id"}, {"nominal", "amount", "jumlah"}


class KnownHeadings:
    """What an app knows of the tables that it takes: here deposits, in a few spellings."""

    def score(self, headings: list[str]) -> int:
        """How many headings are known."""
        return len((DATES | CUSTOMERS | AMOUNTS | {"note"}).intersection(headings))

    def fits(self, headings: list[str]) -> bool:
        """Whether all that is needed has a heading."""
        return all(words.intersection(headings) for words in (DATES, CUSTOMERS, AMOUNTS))


def opened(path: Path, sheet: str = "") -> SourceFile:
    """The file as an app opens it that takes tables of deposits."""
    return open_file(path, KnownHeadings(), TableChoice(sheet=sheet))


def rows_of(path: Path, sheet: str = "") -> list[NumberedRow]:
    """Each row that holds anything, the headings included."""
    return list(opened(path, sheet).rows())
