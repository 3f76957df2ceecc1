"""When two spellings are one customer (G-5). Pure; applied once, on write."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from string import ascii_lowercase, ascii_uppercase

from crm.web.texts.visible import IGNORABLE

_DROPPED = re.compile(r"[^\w-]")
_IGNORED = re.compile(f"[{IGNORABLE}]")
# Two characters that stand together make another sign: they count where nothing else does.
_JOINERS = "\u200c\u200d"
# Those in and beside a letter; those around one, as on a key of a phone, are a decoration.
_MARKS, _ENCLOSING = ("Mn", "Mc"), "Me"
# Between the cells of a row that are folded at once.
_BETWEEN = "\x1f"
_LOWERED = bytes.maketrans(ascii_uppercase.encode(), ascii_lowercase.encode())
_ASCII = "".join(map(chr, range(128))).replace(_BETWEEN, "")
_DROPPED_BYTES = "".join(_DROPPED.findall(_ASCII)).encode()


def customer_key(typed: str) -> str:
    """The stored form of a customer id: equal keys are one customer, anything else is not."""
    if typed.isascii():
        # Most are, of which an import has millions.
        if typed.isalnum():
            return typed.lower()
        return _DROPPED.sub("", typed.lower()) or typed.strip().lower()
    return _until_it_stays(_folded, typed) or _until_it_stays(_signs, typed)


def customer_keys(cells: Sequence[str]) -> list[str]:
    """The key of each cell: for an import, which has millions, all those of a row at once."""
    row = _BETWEEN.join(cells)
    if not row.isascii() or row.count(_BETWEEN) >= len(cells):
        return list(map(customer_key, cells))
    keys = row.encode().translate(_LOWERED, _DROPPED_BYTES).decode().split(_BETWEEN)
    if all(keys):
        return keys
    # An id of signs alone is kept as it is.
    return [key or customer_key(cell) for key, cell in zip(keys, cells, strict=True)]


def _until_it_stays(step: Callable[[str], str], text: str) -> str:
    """What `step` makes of its own result as well: to fold may decompose, to drop may join."""
    while (further := step(text)) != text:
        text = further
    return text


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = _IGNORED.sub("", text)
    return text if text.isalnum() else "".join(_kept(text))


def _kept(text: str) -> Iterator[str]:
    """Letters, digits, - and _ with their marks; a mark goes with the sign that it stands on."""
    has_base = False
    for char in text:
        if char.isalnum() or char in "-_":
            has_base = True
            yield char
        elif (category := unicodedata.category(char)) in _MARKS:
            if has_base:
                yield char
        elif category != _ENCLOSING:
            has_base = False


def _signs(text: str) -> str:
    """An id without a letter or digit, as it was typed but for what shows nothing."""
    text = _IGNORED.sub(lambda sign: sign[0] if sign[0] in _JOINERS else "", text)
    return unicodedata.normalize("NFC", text.strip().casefold())
