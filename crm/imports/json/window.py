"""A file as text, of which a window moves forward: memory does not grow with the file."""

import re
from codecs import getincrementaldecoder
from typing import BinaryIO

# What is read at once, in bytes. (Why JSON is none costs a look at all of the window before it.)
PIECE = 1 << 17
# A byte that is no UTF-8 comes as one of these characters, and goes out as that byte again.
BYTES_AS_THEY_ARE = "surrogateescape"
_NOT_UTF_8 = re.compile("[\udc80-\udcff]")


class TextWindow:
    """The text from a place in the file on, at least `ahead` characters of it until it ends."""

    def __init__(self, file: BinaryIO, ahead: int) -> None:
        self.file, self.ahead = file, ahead
        self.decoder = getincrementaldecoder("utf-8")(BYTES_AS_THEY_ARE)
        self.text = ""
        self.at_end = False
        self.is_utf_8 = True

    def moved(self, place: int) -> str:
        """The text from `place` on, with more of the file behind it."""
        parts = [self.text[place:]]
        length = len(parts[0])
        while length <= self.ahead and not self.at_end:
            piece = self.file.read(PIECE)
            self.at_end = not piece
            parts.append(self.decoder.decode(piece, final=self.at_end))
            length += len(parts[-1])
        self.text = "".join(parts)
        self.is_utf_8 = self.text.isascii() or not _NOT_UTF_8.search(self.text)
        return self.text

    def is_all_utf_8(self, place: int, end: int) -> bool:
        """Whether there are no other bytes between the two places."""
        return self.is_utf_8 or not _NOT_UTF_8.search(self.text, place, end)


def as_bytes(text: str) -> bytes:
    """The bytes of which a window made the text."""
    return text.encode("utf-8", BYTES_AS_THEY_ARE)
