"""What became of the rows that are no deposits: the first few to show, all in a file."""

import csv
import tempfile
from pathlib import Path

from crm.web.exports import BYTE_ORDER_MARK, harmless
from omset.imports.cells import Cell
from omset.imports.rows import Rejected

SHOWN = 20


class Rejects:
    """Collects rejected rows; the file beside `source` begins with the first of them."""

    def __init__(self, source: Path, headings: list[str]):
        self.source, self.headings = source, headings
        self.count = 0
        self.first: list[dict] = []
        self.path = self.file = None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.file:
            self.file.close()

    def add(self, number: int, cells: list[Cell], why: Rejected) -> None:
        """Keep row `number` with the reason."""
        self.count += 1
        reason = str(why.reason)
        if self.count <= SHOWN:
            self.first.append({"row": number, "field": why.field, "reason": reason})
        if self.file is None:
            self._open()
        self.writer.writerow(harmless(str(cell)) for cell in (number, why.field, reason, *cells))

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
        self.file = path.open("w", encoding="utf-8", newline="")
        self.file.write(BYTE_ORDER_MARK)
        self.path, self.writer = path, csv.writer(self.file)
