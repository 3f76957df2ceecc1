"""What became of the rows that were not taken: the first few to show, all in a file."""

import csv
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self, TextIO

from crm.imports.cells import CellValue, DamagedRow, Reason, as_text
from crm.imports.reasons import coded_reason
from crm.web.files.exports import BYTE_ORDER_MARK, harmless, protect, unprotect

MOST_LISTED = 20
# Reasons that name what stands in a cell may be as many as there are rows.
MOST_REASONS = 200
# The rows have customers in them.
OWNER_ALONE = 0o600


class RejectedRow(Exception):
    """The row is not taken: which field is wrong, and why."""

    def __init__(self, field: str, reason: Reason) -> None:
        super().__init__(field, reason)
        self.field, self.reason = field, reason


class RejectsFile:
    """Collects rejected rows; the file beside `source` begins with the first of them.

    The cells at the places `typed` are texts that a spreadsheet must not make something else of.
    The file is called as `source` with `name` behind it. With `is_stored` it bears reasons as they
    are kept, and so does `first`, for crm/imports/reasons.py to say them to whoever reads it.
    """

    def __init__(
        self,
        source: Path,
        headings: Sequence[str],
        typed: Iterable[int],
        *,
        name: str = "rejected.csv",
        is_stored: bool = False,
    ) -> None:
        self.source, self.headings, self.typed, self.name = source, headings, set(typed), name
        self.is_stored = is_stored
        self.count = 0
        self.first: list[dict] = []
        # How many rows of each field have which reason, as it is kept.
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.path: Path | None = None
        self.file: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        if self.file:
            self.file.close()

    def add(self, number: int, cells: list[CellValue] | DamagedRow, why: RejectedRow) -> None:
        """Keep row `number` with the reason."""
        self.count += 1
        if self.count <= MOST_LISTED:
            reason = self.as_kept(why.reason)
            self.first.append({"row": number, "field": why.field, "reason": reason})
        self._count((why.field, code := coded_reason(why.reason)))
        if self.file is None:
            self._open()
        whole = cells[:1] if isinstance(cells, DamagedRow) else cells
        sent = (self._sent(place, cell) for place, cell in enumerate(whole))
        text = code if self.is_stored else harmless(str(why.reason))
        self.writer.writerow([number, why.field, text, *sent])

    def as_kept(self, reason: Reason) -> str:
        """The reason as `first` has it: for whoever reads it later, or in the language now."""
        return coded_reason(reason) if self.is_stored else str(reason)

    def _count(self, why: tuple[str, str]) -> None:
        if why in self.reasons or len(self.reasons) < MOST_REASONS:
            self.reasons[why] += 1
        else:
            self.reasons[why[0], ""] += 1

    def _sent(self, place: int, cell: CellValue) -> str:
        """The cell for who corrects the file in a spreadsheet and imports it again."""
        text = cell if isinstance(cell, str) else as_text(cell)
        return protect(unprotect(text)) if place in self.typed else harmless(text)

    def _open(self) -> None:
        name = f"{self.source.name}.{self.name}"
        try:
            self._begin(self.source.with_name(name))
        except OSError:
            self._begin(Path(tempfile.mkdtemp(prefix="import-")) / name)
        self.writer.writerow(
            harmless(heading) for heading in ("row", "field", "reason", *self.headings)
        )

    def _begin(self, path: Path) -> None:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ALONE)
        file = self.file = os.fdopen(number, "w", encoding="utf-8", newline="")
        # One that was there already keeps its rights when it is opened.
        os.fchmod(number, OWNER_ALONE)
        file.write(BYTE_ORDER_MARK)
        self.path, self.writer = path, csv.writer(file)
