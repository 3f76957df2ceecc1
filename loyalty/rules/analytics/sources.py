"""What each source of sales can tell; figures of two of them are never added up (LX-1). Pure."""

from collections.abc import Iterable
from enum import StrEnum


class Source(StrEnum):
    """Where figures come from."""

    RECEIPTS = "receipts"
    LINES = "lines"
    OMSET = "omset"


RANGE = ("start", "end")
BUYERS = ("buyer", "tier", "segment")
# What each source can be filtered by, in the order of the form.
KNOWN: dict[Source, tuple[str, ...]] = {
    Source.RECEIPTS: (*RANGE, "store", "till", *BUYERS),
    Source.LINES: (*RANGE, "department", "article", "promotion", *BUYERS),
    Source.OMSET: (*RANGE, "product"),
}
CONDITIONS = tuple(dict.fromkeys(name for names in KNOWN.values() for name in names))


def unknown_to(source: Source, chosen: Iterable[str]) -> list[str]:
    """Those of the chosen conditions that a source knows nothing of (LX-2)."""
    return [name for name in chosen if name not in KNOWN[source]]
