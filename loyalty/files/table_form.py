"""A CSV file or a workbook as one of the three: fields by the headings of its columns."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from weakref import finalize
from zipfile import is_zipfile

from django.utils.translation import gettext

from crm.imports.cells import CellValue, DamagedRow, as_text
from crm.imports.files import NumberedRow, SourceFile, open_file, table_start
from crm.imports.text import WINDOWS, UnreadableFile, copy_in_utf_8, likely_encoding
from crm.imports.xls import is_xls
from loyalty.files.rows import SourceRow
from loyalty.rules.files.datasets import NEEDED, NUMBERS, Dataset
from loyalty.rules.files.headings import ColumnPlan, WrongHeadings, column_plan, fields_of
from loyalty.rules.files.numbers import StyleVotes


@dataclass(frozen=True)
class TableHeadings:
    """What makes a row of a table the headings of this dataset."""

    dataset: Dataset
    chosen: Mapping[str, str]

    def score(self, headings: list[str]) -> int:
        """How many headings are known."""
        return len(self._fields(headings))

    def fits(self, headings: list[str]) -> bool:
        """Whether all that is needed has a heading."""
        return set(NEEDED[self.dataset]) <= self._fields(headings).keys()

    def _fields(self, headings: list[str]) -> dict[str, str]:
        try:
            return fields_of(headings, self.dataset, self.chosen)
        except WrongHeadings:
            return {}


@dataclass(frozen=True)
class TableRowForm:
    """The rows below the headings, their values by field."""

    source: SourceFile
    dataset: Dataset
    heading_row: int
    headings: tuple[str, ...]
    columns: ColumnPlan

    @property
    def name(self) -> str:
        return "CSV" if self.source.dialect else "XLSX"

    def rows(self) -> Iterator[SourceRow]:
        """Every row that holds anything, numbered from 1 on."""
        places = self._places(self.columns.fields)
        for number, (_place, cells) in enumerate(self._below(), start=1):
            if isinstance(cells, DamagedRow):
                yield SourceRow(number, None, (), cells.text.encode(), cells.reason)
            else:
                values = {field: _cell(cells, place) for field, place in places.items()}
                yield SourceRow(number, values, (), _written(cells), None)

    def votes(self) -> StyleVotes:
        """What the numbers say that are texts; those of a workbook are exact anyhow."""
        votes = StyleVotes()
        places = self._places(NUMBERS[self.dataset]).values()
        for _place, cells in self._below():
            if not isinstance(cells, DamagedRow):
                texts = (_cell(cells, place) for place in places)
                votes.add_all(text.strip() for text in texts if isinstance(text, str))
        return votes

    def _places(self, fields: Iterable[str]) -> dict[str, int]:
        of_field = self.columns.fields
        return {each: self.headings.index(of_field[each]) for each in fields if each in of_field}

    def _below(self) -> Iterator[NumberedRow]:
        return (row for row in self.source.rows() if row[0] > self.heading_row)


def open_table_form(path: Path, dataset: Dataset, chosen: Mapping[str, str]) -> TableRowForm:
    """The file with its columns. Raises UnreadableFile."""
    if is_zipfile(path) or is_xls(path) or likely_encoding(path) != WINDOWS:
        return _form(path, dataset, chosen)
    copy = copy_in_utf_8(path)
    try:
        form = _form(copy, dataset, chosen)
    except BaseException:
        copy.unlink()
        raise
    # It is read as often as somebody asks for its rows.
    finalize(form, copy.unlink)
    return form


def _form(path: Path, dataset: Dataset, chosen: Mapping[str, str]) -> TableRowForm:
    wanted = TableHeadings(dataset, chosen)
    source = open_file(path, wanted)
    first, number = table_start(source.rows(), wanted)
    rows = {place: cells for place, cells in first if not isinstance(cells, DamagedRow)}
    if not rows:
        raise UnreadableFile(gettext("the file is empty"))
    heading_row = number or max(rows, key=lambda place: wanted.score(_texts(rows[place])))
    headings = tuple(_texts(rows[heading_row]))
    try:
        columns = column_plan(headings, dataset, chosen)
    except WrongHeadings as error:
        raise UnreadableFile(str(error)) from error
    return TableRowForm(source, dataset, heading_row, headings, columns)


def _cell(cells: list[CellValue], place: int) -> CellValue:
    return cells[place] if place < len(cells) else ""


def _texts(cells: list[CellValue]) -> list[str]:
    return [as_text(cell) for cell in cells]


def _written(cells: list[CellValue]) -> bytes:
    """The row as a line of a CSV file."""
    line = StringIO()
    csv.writer(line, lineterminator="").writerow(_texts(cells))
    return line.getvalue().encode("utf-8", "replace")
