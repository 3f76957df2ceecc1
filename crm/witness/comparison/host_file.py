"""The file of this host: one line an entry, only ever added to (LW-1).

Other processes of the host write it as well: whoever reads it to write holds the lock.
"""

import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings

from crm.mongo.rows import mongo_connection
from crm.witness.rules.entries import Damaged, Entry, entry_of, first_break

# The end that each look reads and holds against its hashes: half a day of pulses.
TAIL_BYTES = 256 * 1024
_NUMBER = re.compile(rb'"number":(\d+),')


def host_file() -> "HostFile | None":
    """The file of this host for this database; None where WITNESS_DIR is not set."""
    if not settings.WITNESS_DIR:
        return None
    name = mongo_connection().settings_dict["NAME"]
    return HostFile(Path(settings.WITNESS_DIR) / f"{name}.witness")


class HostFile:
    """A file of entries. Every method may raise OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """While no other process of this host reads or writes it."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def last(self) -> Entry | None:
        """The last entry; None if there is none. Raises Damaged if the end's chain is broken."""
        lines = self._tail()
        if first_break(lines) is not None:
            raise Damaged
        return entry_of(lines[-1]) if lines else None

    def first(self) -> Entry | None:
        """The first entry; None if there is none. Raises Damaged."""
        line = next(self.lines(), None)
        return entry_of(line) if line is not None else None

    def first_break(self) -> int | None:
        """From which entry on the whole file is broken; None if it is not."""
        return first_break(self.lines())

    def entry_numbered(self, number: int) -> Entry | None:
        """The newest entry of this number. Raises Damaged."""
        lines = [line for found, line in self._numbered() if found == number]
        return entry_of(lines[-1]) if lines else None

    def entries_after(self, number: int) -> Iterator[Entry]:
        """The entries behind this number, in the order of the file. Raises Damaged."""
        return (entry_of(line) for found, line in self._numbered() if found > number)

    def torn(self) -> str:
        """What stands behind the last whole line: what a power cut has left of one."""
        if not self.path.exists():
            return ""
        return _text(self._end().rpartition(b"\n")[2])

    def append(self, lines: Iterable[str]) -> None:
        """Add entries by one write, on the disk when this returns; goes on with a torn line.

        Raises Damaged if what is torn is not the beginning of the first of them.
        """
        text = "".join(f"{line}\n" for line in lines)
        torn = self.torn()
        if not text.startswith(torn):
            raise Damaged
        is_new = not self.path.exists()
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, text.encode()[len(torn.encode()) :])
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            _sync_folder(self.path.parent)

    def set_aside(self, now: datetime) -> Path:
        """Keep the file under another name, so that a new one begins."""
        kept = self.path.with_name(f"{self.path.name}.{now:%Y%m%dT%H%M%S}")
        return self.path.rename(kept)

    def lines(self) -> Iterator[str]:
        """All whole lines."""
        return (_text(line[:-1]) for line in self._whole_lines())

    def _numbered(self) -> Iterator[tuple[int, str]]:
        for line in self._whole_lines():
            if match := _NUMBER.search(line):
                yield int(match[1]), _text(line[:-1])

    def _whole_lines(self) -> Iterator[bytes]:
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            yield from (line for line in file if line.endswith(b"\n"))

    def _tail(self) -> list[str]:
        """The last whole lines."""
        if not self.path.exists():
            return []
        end = self._end()
        lines = end.split(b"\n")[:-1]
        # The first began before the tail.
        whole = lines if len(end) < TAIL_BYTES else lines[1:]
        return [_text(line) for line in whole]

    def _end(self) -> bytes:
        with self.path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
            return file.read(TAIL_BYTES)


def _text(line: bytes) -> str:
    """What is no UTF-8 differs from whatever was written."""
    return line.decode(errors="replace")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
