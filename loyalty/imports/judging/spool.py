"""Rows that were judged wait in a temporary file until all are: memory holds a part of them."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import bson

# The number of the row in its file, and how many bytes follow.
HEAD = struct.Struct(">QI")


class RowSpool:
    """A file of numbered documents, as the database will have them."""

    def __init__(self, path: Path) -> None:
        self.path, self.count = path, 0
        self._file = path.open("wb", buffering=1 << 20)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()

    def add(self, row: int, document: dict[str, Any]) -> None:
        """Write the document of a row behind the others."""
        encoded = bson.encode(document)
        self._file.write(HEAD.pack(row, len(encoded)))
        self._file.write(encoded)
        self.count += 1

    def flush(self) -> None:
        """What was added by now can be read."""
        self._file.flush()

    def close(self) -> None:
        """No document follows: they can be read now."""
        self._file.close()

    def parts(self, size: int, after: int = 0) -> Iterator[list[tuple[int, bytes]]]:
        """The documents of rows behind `after`, encoded, at most `size` at a time."""
        part: list[tuple[int, bytes]] = []
        for row, encoded in self._all():
            if row > after:
                part.append((row, encoded))
            if len(part) >= size:
                yield part
                part = []
        if part:
            yield part

    def _all(self) -> Iterator[tuple[int, bytes]]:
        with self.path.open("rb", buffering=1 << 20) as file:
            while head := file.read(HEAD.size):
                row, size = HEAD.unpack(head)
                yield row, file.read(size)
