"""A file of documents: BSON one after the other as mongodump writes them, gzip around it.

Writing pulls and reading pushes, a piece at a time: memory does not grow with the collection.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Protocol

# Level 1: four fifths of what level 6 saves in a third of its time.
LEVEL, GZIP = 1, 31
PIECE_BYTES = 256 * 1024


class Damaged(Exception):
    """The file does not hold what was written. Says why."""


class Sink(Protocol):
    """Takes a file's bytes, piece by piece."""

    def write(self, data: bytes) -> int: ...


@dataclass
class Content:
    """Documents counted and hashed as they pass by."""

    documents: int = 0
    size: int = 0
    _digest: Any = field(default_factory=sha256)

    def add(self, batch: bytes) -> None:
        """Note whole documents that follow those before."""
        self._digest.update(batch)
        self.size += len(batch)
        place = 0
        while place < len(batch):
            place += int.from_bytes(batch[place : place + 4], "little")
            self.documents += 1

    @property
    def sha256(self) -> str:
        return str(self._digest.hexdigest())


class HashedFile:
    """A file that is written, its bytes hashed as they lie there."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest, self.size = file, sha256(), 0

    def write(self, data: bytes) -> int:
        """Append them."""
        self._digest.update(data)
        self.size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        """As a file does."""
        self._file.flush()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def compressed(batches: Iterable[bytes], content: Content) -> Iterator[bytes]:
    """The documents as the bytes of a file; `content` says afterwards what they were."""
    press = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    for batch in batches:
        content.add(batch)
        if piece := press.compress(batch):
            yield piece
    yield press.flush()


def digest_of_file(path: Path) -> str:
    """The SHA-256 of the file as it lies there. Raises OSError."""
    digest = sha256()
    for piece in pieces_of(path):
        digest.update(piece)
    return digest.hexdigest()


def pieces_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file. Raises OSError."""
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


class Documents:
    """Takes the bytes of a file and gives `take` whole documents, in batches. Raises Damaged."""

    def __init__(self, take: Callable[[list[bytes]], object], *, at_once: int) -> None:
        self._take, self._at_once = take, at_once
        self._unpack = zlib.decompressobj(GZIP)
        self._rest = b""
        self._batch: list[bytes] = []
        self._batch_bytes = 0
        self.content = Content()

    def write(self, data: bytes) -> int:
        """The next bytes."""
        try:
            self._cut(self._rest + self._unpack.decompress(data))
        except zlib.error as error:
            raise Damaged("it cannot be unpacked") from error
        return len(data)

    def flush(self) -> None:
        """As a file does."""

    def end(self) -> Content:
        """The last documents; what they all were."""
        if self._rest or not self._unpack.eof:
            raise Damaged("it ends in the middle")
        self._give()
        return self.content

    def _cut(self, data: bytes) -> None:
        place = 0
        while len(data) - place >= 4:
            length = int.from_bytes(data[place : place + 4], "little")
            if length < 5:
                raise Damaged("it holds no documents")
            if len(data) - place < length:
                break
            self._add(data[place : place + length])
            place += length
        self._rest = data[place:]

    def _add(self, document: bytes) -> None:
        self._batch.append(document)
        self._batch_bytes += len(document)
        if self._batch_bytes >= self._at_once:
            self._give()

    def _give(self) -> None:
        if self._batch:
            self.content.add(b"".join(self._batch))
            self._take(self._batch)
        self._batch, self._batch_bytes = [], 0
