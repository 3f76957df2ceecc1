"""What files may be sent for. An app registers each of its purposes; nothing else is accepted."""

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """What is accepted, of whom, and how much of it."""

    name: str
    # Whose right it takes: an admin who may see the page sees the files of others too.
    page: str
    kinds: frozenset[str]
    largest: int = 200 * MB
    # How many one person may begin to send.
    rate: str = "30/h"
    # How much of one person's may be stored at a time.
    most_stored: int = 1000 * MB


PURPOSES: dict[str, Purpose] = {}


def register(purpose: Purpose) -> Purpose:
    """Let files be stored for it. Raises ValueError if there is one of that name."""
    if purpose.name in PURPOSES:
        raise ValueError(f"the purpose {purpose.name!r} is registered twice")
    PURPOSES[purpose.name] = purpose
    return purpose
