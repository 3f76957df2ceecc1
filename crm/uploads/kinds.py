"""What sort of file it is, by its ending and by how it begins. Pure."""

from pathlib import PurePath

# The first bytes of each kind; a text has none, but it has no zero byte either, unless in UTF-16.
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
BEGINNINGS = {"xlsx": ZIP, "xls": COMPOUND}
ENDINGS = {
    **{".csv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".xls": "xls"},
    **{".json": "json", ".jsonl": "json"},
}


def kind_by_name(name: str) -> str:
    """The kind that the ending of the name claims; "" for one that is not known."""
    return ENDINGS.get(PurePath(name).suffix.casefold(), "")


def fits(kind: str, start: bytes) -> bool:
    """Whether a file that begins with `start` can be of this kind."""
    if kind == "json":
        # A zero byte in a row is told of that row alone.
        return not start.startswith(tuple(BEGINNINGS.values()))
    if kind in BEGINNINGS:
        return start.startswith(BEGINNINGS[kind])
    is_other = start.startswith(tuple(BEGINNINGS.values()))
    return not is_other and (b"\0" not in start or start.startswith(UTF_16_MARKS))
