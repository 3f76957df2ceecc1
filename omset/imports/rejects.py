"""What became of the rows that are no deposits: the first few to show, all in a file."""

import csv
import tempfile
from pathlib import Path
from typing import Any, Self, TextIO

from crm.imports.cells import CellValue, as_text
from crm.web.files.exports import BYTE_ORDER_MARK, harmless, protect, unprotect
from omset.imports.rows import RejectedRow

MOST_LISTED = 20
TYPED_FIELDS = ("customer_id", "note", "staff", "product", "omset_id")


class RejectsFile:
    """Collects rejected rows; the file beside `source` begins with the first of them."""

    def __init__(self, source: Path, headings: list[str], places: dict[str, int]) -> None:
        self.source, self.headings = source, headings
        self.typed = {places[field] for field in TYPED_FIELDS if field in places}
        self.count = 0
        self.first: list[dict] = []
        self.path: Path | None = None
        self.file: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        if self.file:
            self.file.close()

    def add(self, number: int, cells: list[CellValue], why: RejectedRow) -> None:
        """Keep row `number` with the reason."""
        self.count += 1
        reason = str(why.reason)
        if self.count <= MOST_LISTED:
            self.first.append({"row": number, "field": why.field, "reason": reason})
        if self.file is None:
            self._open()
        sent = (self._sent(place, cell) for place, cell in enumerate(cells))
        self.writer.writerow([number, why.field, harmless(reason), *sent])

    def _sent(self, place: int, cell: CellValue) -> str:
        """The cell for who corrects the file in a spreadsheet and imports it again."""
        text = cell if isinstance(cell, str) else as_text(cell)
        return protect(unprotect(text)) if place in self.typed else harmless(text)

    def _open(self) -> None:
        name = f"{self.source.name}.rejected.csv"
        try:
            self._begin(self.source.with_name(name))
        except OSError:
            self._begin(Path(tempfile.mkdtemp(prefix="import-")) / name)
        self.writer.writerow(
            harmless(heading) for heading in ("row", "field", "reason", *self.headings)
        )

    def _begin(self, path: Path) -> None:
        file = self.file = path.open("w", encoding="utf-8", newline="")
        file.write(BYTE_ORDER_MARK)
        self.path, self.writer = path, csv.writer(file)
