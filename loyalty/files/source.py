"""A file that can be imported: its form, its columns, its style of numbers, and its rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from django.utils.translation import gettext

from crm.imports.json.opening import is_json
from crm.imports.text import UnreadableFile
from crm.regions import HOME
from loyalty.files.forms import RowForm
from loyalty.files.json_form import open_json_form
from loyalty.files.rows import JudgedRow, RowJudge, SourceRow
from loyalty.files.table_form import open_table_form
from loyalty.rules.files.datasets import Dataset
from loyalty.rules.files.headings import ColumnPlan
from loyalty.rules.files.numbers import NumberStyle, StyleVotes
from loyalty.rules.files.outcomes import Rejected
from loyalty.rules.files.receipts import read_receipt
from loyalty.rules.files.registry import read_registry_row
from loyalty.rules.files.sales import read_sales_line


@dataclass(frozen=True)
class RowSource:
    """One of the three files, opened: to be read as often as somebody asks for its rows."""

    path: Path
    dataset: Dataset
    form: RowForm
    # How its numbers are written, and how many said so.
    votes: StyleVotes

    @property
    def format(self) -> str:
        """In what form the rows stand: `JSON array`, `CSV`, `XLSX`, ..."""
        return self.form.name

    @property
    def headings(self) -> tuple[str, ...]:
        """All headings that the first rows have."""
        return self.form.headings

    @property
    def columns(self) -> ColumnPlan:
        """The heading of each field; which columns are not kept (LM-7), and which are of no use."""
        return self.form.columns

    @property
    def style(self) -> NumberStyle:
        """Whether its numbers have a decimal comma or point (LI-11)."""
        return self.votes.style

    def rows(self) -> Iterator[SourceRow]:
        """Every row, in little memory. Raises UnreadableFile, also in the middle."""
        return self.form.rows()

    def judged(self, *, today: date, region: str = HOME) -> Iterator[JudgedRow]:
        """Every row with what it states, or why it is rejected.

        `region` is where phones without a country's code belong. Raises UnreadableFile.
        """
        judge = self._judge(today, region)
        for number, values, repairs, original, reason in self.rows():
            outcome = judge(values) if values is not None else Rejected("", reason or "")
            yield JudgedRow(number, outcome, repairs, original)

    def _judge(self, today: date, region: str) -> RowJudge:
        if self.dataset == Dataset.REGISTRY:
            return partial(read_registry_row, style=self.style, region=region, today=today)
        read = read_sales_line if self.dataset == Dataset.SALES else read_receipt
        return partial(read, style=self.style, today=today)


def open_rows(path: Path, dataset: Dataset, columns: Mapping[str, str] | None = None) -> RowSource:
    """The file, whose numbers were looked through for their style.

    `columns` names the heading of some fields, "" for none. Raises UnreadableFile, in one line:
    empty, not JSON, CSV or XLSX, of another sort, or without a column that is needed.
    """
    try:
        if not path.stat().st_size:
            raise UnreadableFile(gettext("the file is empty"))
    except OSError as error:
        raise UnreadableFile(error.strerror or str(error)) from error
    opened = open_json_form if is_json(path) else open_table_form
    form = opened(path, dataset, columns or {})
    return RowSource(path, dataset, form, form.votes())
