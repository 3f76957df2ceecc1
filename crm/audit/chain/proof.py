"""Reads all of history, in one state of the database, and names what somebody has changed."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import bson
from pymongo.client_session import ClientSession

from crm.audit.chain.beginning import beginning, earlier_events
from crm.audit.chain.content import AS_STORED, digest_of, digest_of_texts, first_hash, next_hash
from crm.audit.chain.heads import Link, all_ends, chain_of
from crm.audit.chain.roots import EARLIER, root_over
from crm.audit.erasure import REWRITTEN
from crm.audit.models import ChainHead, Event, HistoryRoot, RootedLink
from crm.mongo.rows import collection, snapshot_session

ROWS_AT_ONCE = 5000


class Wrong(StrEnum):
    """What a forgery looks like."""

    CHANGED = "was changed"
    MISSING = "is missing"
    TWICE = "is there twice"
    END_MISSING = "is missing at the end of its chain"
    END_UNKNOWN = "is not what the end of its chain says"
    FORGOTTEN = "says something else than what was left of it when somebody was forgotten"
    NOT_CHAINED = "was written without a hash after the chains began"
    EARLIER = "from before the chains is not what it was when they began"
    NOT_AS_ROOTED = "is not what it was when a root was made over it"
    ROOT_CHANGED = "is not over the ends that are stored with it"
    NO_ROOT = "is none of the stored roots"


class Fault(NamedTuple):
    """One thing that is wrong: in which chain, at which place, and the event if there is one."""

    wrong: Wrong
    chain: str
    link: int
    event: str = ""

    def __str__(self) -> str:
        what = f"event {self.event}" if self.event else "the event"
        return f"Chain {self.chain}, place {self.link}: {what} {self.wrong}."


class HistoryProof:
    """Iterating yields each Fault; `events`, `chains` and `roots` count what was read."""

    def __init__(self, root: str = "") -> None:
        self.root = root
        self.events = self.chains = self.roots = self.earlier = 0
        self._ends: dict[str, Link] = {}
        # The events of which something was forgotten, with the digest of what they say now.
        self._rewritten: dict[str, bytes] = {}
        self._lawful: dict[str, str] = {}

    def __iter__(self) -> Iterator[Fault]:
        with snapshot_session() as session:
            self._ends = dict(all_ends(session))
            self.chains = len(self._ends)
            yield from self._chained(session)
            yield from self._of_the_forgotten()
            yield from self._of_earlier_events(session)
            yield from self._of_roots(session)

    def _chained(self, session: ClientSession) -> Iterator[Fault]:
        """Every event of a chain, in its place, and every end."""
        rooted = _RootedLinks(session)
        chain, number, previous = "", 0, b""
        for event in _stored(Event, {"chain": {"$gt": ""}}, ("chain", "link"), session):
            if event["chain"] != chain:
                yield from self._at_the_end(chain, number, previous)
                chain, number = event["chain"], 0
                previous = first_hash(chain)
            self.events += 1
            yield from faults_of(event, number, previous)
            yield from rooted.held_against(event)
            number, previous = event["link"], event["hash"]
            if "texts" in event and event["texts"] is not None:
                self._rewritten[str(event["_id"])] = digest_of_texts(event)
            elif chain == chain_of(ChainHead, REWRITTEN):
                self._lawful |= bson.decode(event["after"].raw).get("events", {})
        yield from self._at_the_end(chain, number, previous)
        yield from rooted.left()
        for name, end in self._ends.items():
            yield Fault(Wrong.END_MISSING, name, end.number)

    def _at_the_end(self, chain: str, number: int, last: bytes) -> Iterator[Fault]:
        if not chain:
            return
        end = self._ends.pop(chain, Link(0, b""))
        if end.number > number:
            yield Fault(Wrong.END_MISSING, chain, end.number)
        elif end != (number, last):
            yield Fault(Wrong.END_UNKNOWN, chain, number)

    def _of_the_forgotten(self) -> Iterator[Fault]:
        for pk, digest in self._rewritten.items():
            if self._lawful.get(pk) != digest.hex():
                yield Fault(Wrong.FORGOTTEN, "", 0, pk)

    def _of_earlier_events(self, session: ClientSession) -> Iterator[Fault]:
        begun, earlier = beginning(), earlier_events(session)
        self.earlier = earlier.number
        if begun is None or (
            earlier.last_at and earlier.last_at > begun.since.replace(tzinfo=None)
        ):
            yield Fault(Wrong.NOT_CHAINED, EARLIER, earlier.number)
        elif begun.digest is not None and (begun.events, bytes(begun.digest)) != earlier[:2]:
            yield Fault(Wrong.EARLIER, EARLIER, begun.events or 0)

    def _of_roots(self, session: ClientSession) -> Iterator[Fault]:
        """Each stored root over what is stored with it, one on the other."""
        before, stored_roots = "", set[str]()
        stored = _ByRoot(session)
        for row in HistoryRoot.objects.order_by("number"):
            self.roots += 1
            if root_over(before, stored.of(row.pk)) != row.root:
                yield Fault(Wrong.ROOT_CHANGED, f"root {row.pk}", row.pk)
            before = row.root
            stored_roots.add(row.root)
        if self.root and self.root not in stored_roots:
            yield Fault(Wrong.NO_ROOT, self.root, 0)


class _RootedLinks:
    """The ends over which roots were made, in the order of the events."""

    def __init__(self, session: ClientSession) -> None:
        rows = _stored(RootedLink, {"chain": {"$ne": EARLIER}}, ("chain", "link"), session)
        self.rows = iter(rows)
        self.next = next(self.rows, None)

    def held_against(self, event: Mapping[str, Any]) -> Iterator[Fault]:
        """What is wrong with an event, or with those before it, in the eyes of the roots."""
        place = (event["chain"], event["link"])
        while self.next is not None and _place(self.next) <= place:
            if _place(self.next) < place:
                yield Fault(Wrong.NOT_AS_ROOTED, *_place(self.next))
            elif self.next["hash"] != event["hash"]:
                yield Fault(Wrong.NOT_AS_ROOTED, *place, str(event["_id"]))
            self.next = next(self.rows, None)

    def left(self) -> Iterator[Fault]:
        """The ends behind the last event."""
        while self.next is not None:
            yield Fault(Wrong.NOT_AS_ROOTED, *_place(self.next))
            self.next = next(self.rows, None)


class _ByRoot:
    """The same ends by their roots."""

    def __init__(self, session: ClientSession) -> None:
        self.rows = iter(_stored(RootedLink, {"root": {"$gt": 0}}, ("root", "chain"), session))
        self.next = next(self.rows, None)

    def of(self, root: int) -> Iterator[tuple[str, Link]]:
        while self.next is not None and self.next["root"] <= root:
            if self.next["root"] == root:
                yield self.next["chain"], Link(self.next["link"], self.next["hash"])
            self.next = next(self.rows, None)


def faults_of(event: Mapping[str, Any], number: int, previous: bytes) -> Iterator[Fault]:
    """What is wrong with an event that follows the one of this number and hash."""
    chain, link = event["chain"], event["link"]
    if link <= number:
        yield Fault(Wrong.TWICE, chain, link, str(event["_id"]))
    elif link > number + 1:
        # What follows a gap hangs on something that nobody has any more.
        yield Fault(Wrong.MISSING, chain, number + 1)
    elif next_hash(previous, event["sequence"], digest_of(event)) != event["hash"]:
        yield Fault(Wrong.CHANGED, chain, link, str(event["_id"]))


def _place(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["chain"], row["link"]


def _stored(model: Any, match: dict, order: tuple[str, str], session: ClientSession) -> Any:
    rows = collection(model).with_options(codec_options=AS_STORED)
    cursor = rows.find(match, session=session, batch_size=ROWS_AT_ONCE)
    return cursor.sort([(name, 1) for name in order])
