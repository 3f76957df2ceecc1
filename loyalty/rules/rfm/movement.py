"""Who moved from which segment to which between two runs, the new and the gone too (LF-9). Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping

from loyalty.rules.rfm.segments import ScoredBuyer, Segment

# In the place of a segment, of whoever is in one of the two runs alone.
ABSENT = None
Move = tuple[Segment | None, Segment | None]


def movement(before: Iterable[ScoredBuyer], after: Iterable[ScoredBuyer]) -> Mapping[Move, int]:
    """How many buyers went from one segment to another, or stayed; each buyer once.

    From ABSENT come the new, to ABSENT go those who bought nothing in the later run's window.
    """
    return moves_between(_segments(before), _segments(after))


def moves_between(
    earlier: Mapping[str, Segment], later: Mapping[str, Segment]
) -> Mapping[Move, int]:
    """The same of the segments of two runs by buyer."""
    return Counter((earlier.get(key), later.get(key)) for key in earlier.keys() | later.keys())


def _segments(scored: Iterable[ScoredBuyer]) -> dict[str, Segment]:
    return {each.buyer.key: each.segment for each in scored}
