"""What each form of file offers: its columns, its rows, and what its numbers say of their style."""

from collections.abc import Iterator
from typing import Protocol

from loyalty.files.rows import SourceRow
from loyalty.rules.files.headings import ColumnPlan
from loyalty.rules.files.numbers import StyleVotes


class RowForm(Protocol):
    """The rows of a file in some form."""

    @property
    def name(self) -> str:
        """The form, as a person calls it."""

    @property
    def headings(self) -> tuple[str, ...]:
        """All headings."""

    @property
    def columns(self) -> ColumnPlan:
        """Where the fields are."""

    def rows(self) -> Iterator[SourceRow]:
        """Every row. Raises UnreadableFile."""

    def votes(self) -> StyleVotes:
        """What all numbers of the file say about decimal comma or point."""
