"""One entry of the witness, and the chain that entries make (LW-1).

A line of the file is an entry as JSON; its hash covers all the rest of it, the hash of the entry
before included.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

# Where a line bears its hash, its number and the hash before it; in a text quotes are escaped.
_OWN_HASH = re.compile(r'"hash":"([0-9a-f]{64})",(?="number":(\d+),"reason":)')
_BEFORE = re.compile(r'"before":"([0-9a-f]{64}|)",')
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
    # The last entry up to this one whose append-only rows were counted, not estimated.
    counted: int
    # The process of the server that has estimated: two estimates of one differ by what was written.
    server: str = ""
    # The newest batches: kind, key, rows, fingerprint.
    batches: list[dict[str, Any]] = field(default_factory=list)
    roots: dict[str, dict[str, Any]] = field(default_factory=dict)
    # Of one that accepts: the alarm, what is given up (first, last, hash), who and why.
    accepts: dict[str, Any] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        """When it was."""
        return datetime.fromisoformat(self.at)

    @cached_property
    def hash(self) -> str:
        """Over itself and the entry before."""
        return _hash_of(_text(_facts(self)))

    @property
    def link(self) -> EntryLink:
        return EntryLink(self.number, self.hash)


def line_of(entry: Entry) -> str:
    """The entry as a line, without its end."""
    return _text(_facts(entry) | {"hash": entry.hash})


def entry_of(line: str) -> Entry:
    """The entry that a line is. Raises Damaged."""
    _own_link(line)
    return stated_entry(line)


def stated_entry(line: str) -> Entry:
    """The same, whatever hash the line bears: its own is of what it states. Raises Damaged."""
    try:
        facts = json.loads(line)
        del facts["hash"]
        return Entry(**facts)
    except (ValueError, TypeError, KeyError) as error:
        raise Damaged from error


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


def first_break(lines: Iterable[str]) -> int | None:
    """The number of the entry from which on the chain of these lines is broken; None if whole.

    By the texts: a million lines take some seconds.
    """
    before: EntryLink | None = None
    for line in lines:
        try:
            link, hash_before = _own_link(line)
        except Damaged:
            return before.number + 1 if before else 1
        if before is not None and not _hangs_on(before, link, hash_before, line):
            return link.number
        before = link
    return None


def _hangs_on(before: EntryLink, link: EntryLink, hash_before: str, line: str) -> bool:
    if link.number <= before.number:
        return False
    return hash_before == before.hash or gives_up(entry_of(line), before)


def _own_link(line: str) -> tuple[EntryLink, str]:
    """The place of a line, and the hash that it names before it. Raises Damaged.

    The hash is of the very text: what reads alike but is written otherwise is not what was written.
    """
    own, before = _OWN_HASH.search(line), _BEFORE.search(line)
    if own is None or before is None:
        raise Damaged
    if _hash_of(line[: own.start()] + line[own.end() :]) != own[1]:
        raise Damaged
    return EntryLink(int(own[2]), own[1]), before[1]


def _facts(entry: Entry) -> dict[str, Any]:
    return {each.name: getattr(entry, each.name) for each in fields(entry)}


def _hash_of(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()


def _text(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
