"""The file of the rows that were not taken: each with its reason and its bytes as they were."""

import csv
import io
import os
from pathlib import Path

from crm.imports.rejects import OWNER_ALONE
from crm.web.files.exports import BYTE_ORDER_MARK, harmless

HEADINGS = ("row", "field", "reason", "original")


class RejectsWriter:
    """Writes rejected rows to `path`; the file begins with the first of them."""

    def __init__(self, path: Path) -> None:
        self.path, self.count = path, 0
        self._file: io.TextIOWrapper | None = None

    def add(self, number: int, name: str, reason: str, original: bytes) -> None:
        """Write a row; bytes that are no UTF-8 stay the bytes that they are."""
        if self._file is None:
            self._open()
        text = original.decode("utf-8", "surrogateescape")
        self._writer.writerow([number, name, harmless(reason), harmless(text)])
        self.count += 1

    def close(self) -> None:
        """No row follows."""
        if self._file is not None:
            self._file.close()

    def _open(self) -> None:
        number = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ALONE)
        os.fchmod(number, OWNER_ALONE)
        self._file = os.fdopen(number, "w", encoding="utf-8", errors="surrogateescape", newline="")
        self._file.write(BYTE_ORDER_MARK)
        self._writer = csv.writer(self._file)
        self._writer.writerow(HEADINGS)
