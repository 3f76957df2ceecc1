"""Files for a public key of age: whoever makes a backup cannot read it (OP-1).

age-keygen -o backup.key        # prints the public key, age1...
manage.py backup --to DIR --encrypt-for age1...
manage.py restore --from DIR/... --key backup.key
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyrage
from pyrage import x25519

from crm.backups.streams import Damaged, Sink, pieces_of


class NoKey(Exception):
    """What was given is no key. Says which."""


class Recipient:
    """A public key, as `age1...`. Raises NoKey."""

    def __init__(self, text: str) -> None:
        try:
            self.key = x25519.Recipient.from_str(text)
        except pyrage.RecipientError as error:
            raise NoKey(f"“{text}” is no public key of age (age1...)") from error

    def __str__(self) -> str:
        return str(self.key)


class Key:
    """The private key in a file, as age-keygen writes it. Raises NoKey."""

    def __init__(self, path: Path) -> None:
        try:
            lines = path.read_text().split()
            self.key = x25519.Identity.from_str(
                next(line for line in lines if line.startswith("AGE-SECRET-KEY-"))
            )
        except (OSError, ValueError, StopIteration, pyrage.IdentityError) as error:
            raise NoKey(f"{path} holds no private key of age") from error


def encrypt(pieces: Iterable[bytes], file: Sink, recipient: Recipient | None) -> None:
    """Write the pieces into `file`, encrypted if there is somebody to encrypt for."""
    if recipient is None:
        for piece in pieces:
            file.write(piece)
        return
    source, guarded = _Source(pieces), _Guarded(file)
    try:
        pyrage.encrypt_io(source, guarded, [recipient.key])
    except (pyrage.EncryptError, OSError) as error:
        # The library keeps the text alone of what it met on the way.
        raise source.error or guarded.error or error from error


def decrypt(path: Path, sink: Sink, key: Key | None) -> None:
    """Give `sink` the bytes of the file as they were before. Raises Damaged, what `sink` raises."""
    if path.suffix != ".age" or key is None:
        for piece in pieces_of(path):
            sink.write(piece)
        return
    guarded = _Guarded(sink)
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(file, guarded, [key.key])
    except (pyrage.DecryptError, OSError) as error:
        raise guarded.error or Damaged(f"{path.name} is not for this key") from error


class _Source:
    """The pieces as a file that is read; an error of theirs is kept."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._rest = iter(pieces), b""
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most so many; none at the end."""
        if not self._rest:
            self._rest = self._next()
        end = len(self._rest) if size < 0 else size
        part, self._rest = self._rest[:end], self._rest[end:]
        return part

    def _next(self) -> bytes:
        try:
            return next(self._pieces, b"")
        except Exception as error:
            self.error = error
            raise


class _Guarded:
    """A sink whose error is kept."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.error: Exception | None = None

    def write(self, data: Any) -> int:
        """As the sink does."""
        try:
            return self._sink.write(bytes(data))
        except Exception as error:
            self.error = error
            raise

    def flush(self) -> None:
        """As a file does."""
