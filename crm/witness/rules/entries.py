"""One entry of the witness, and the chain that entries make (LW-1).

A line of the file is an entry as JSON; its hash covers all the rest of it, the hash of the entry
before included.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

# Of reasons: what is written every minute says less than the others.
PULSE = "pulse"
ACCEPTED = "accepted"


class EntryLink(NamedTuple):
    """A place in the chain."""

    number: int
    hash: str


class Damaged(Exception):
    """A line is no entry, or its hash does not fit."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the database held at an instant. `counts` are rows by name."""

    number: int
    # ISO 8601, with its zone.
    at: str
    reason: str
    # The hash of the entry before; "" for the first.
    before: str
    counts: dict[str, int]
    # The last entry up to this one whose counts were counted, not estimated.
    counted: int
    # The newest batches: kind, key, rows, fingerprint.
    batches: list[dict[str, Any]] = field(default_factory=list)
    roots: dict[str, dict[str, Any]] = field(default_factory=dict)
    # Of one that accepts: the alarm, what is given up (first, last, hash), who and why.
    accepts: dict[str, Any] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        """When it was."""
        return datetime.fromisoformat(self.at)

    @property
    def hash(self) -> str:
        """Over itself and the entry before."""
        return sha256(_text(asdict(self)).encode()).hexdigest()

    @property
    def link(self) -> EntryLink:
        return EntryLink(self.number, self.hash)


def line_of(entry: Entry) -> str:
    """The entry as a line, without its end."""
    return _text(asdict(entry) | {"hash": entry.hash})


def entry_of(line: str) -> Entry:
    """The entry that a line is. Raises Damaged."""
    try:
        facts = json.loads(line)
        own_hash = facts.pop("hash")
        entry = Entry(**facts)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Damaged from error
    # Of the very text: what reads alike but is written otherwise is not what was written.
    if own_hash != entry.hash or line_of(entry) != line:
        raise Damaged
    return entry


def follows(entry: Entry, before: Entry) -> bool:
    """Whether `entry` may stand behind `before` in a file."""
    if entry.number <= before.number:
        return False
    return entry.before == before.hash or gives_up(entry, before.link)


def gives_up(entry: Entry, link: EntryLink) -> bool:
    """Whether an entry accepts that what ends at `link` is no part of history any more."""
    given_up = entry.accepts.get("given_up")
    if not given_up or not given_up["first"] <= link.number <= given_up["last"]:
        return False
    return link.number < given_up["last"] or link.hash == given_up["hash"]


def first_break(lines: Iterable[str], before: Entry | None = None) -> int | None:
    """The number of the entry from which on the chain of these lines is broken; None if whole."""
    for entry in _entries_or_break(lines, before):
        if isinstance(entry, int):
            return entry
    return None


def _entries_or_break(lines: Iterable[str], before: Entry | None) -> Iterator[Entry | int]:
    expected = before.number + 1 if before else 1
    for line in lines:
        try:
            entry = entry_of(line)
        except Damaged:
            yield expected
            return
        if before is not None and not follows(entry, before):
            yield entry.number
            return
        yield entry
        before, expected = entry, entry.number + 1


def _text(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
