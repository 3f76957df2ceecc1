"""The end of each chain: how many events it has, and the hash of the last.

Where a row counts the events already, the end lies in it, and the event is hung on by the command
that counts: the server cannot hash, so it keeps the newest digests in `open`, and whoever reads
them back knows the hash. Once in FOLD_AT events they are folded into `head`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.db.models import Model

from crm.audit.chain.content import first_hash, next_hash
from crm.audit.models import ChainHead
from crm.mongo.rows import collection, current_session

FOLD_AT = 32


class Link(NamedTuple):
    """A place in a chain: the number of the event, from 1 on, and its hash."""

    number: int
    hash: bytes


# The rows that hold ends, and what precedes their ids in the names of the chains.
_prefixes: dict[type[Model], str] = {ChainHead: ""}


def register(model: type[Model], prefix: str) -> None:
    """The rows of this model are ends of chains, each with the chain `prefix` and its id."""
    _prefixes[model] = prefix


def chain_of(model: type[Model], pk: object) -> str:
    """The name of the chain whose end is this row."""
    return f"{_prefixes[model]}{pk}"


def counting(digest: bytes | None = None) -> dict[str, Any] | list[dict[str, Any]]:
    """The update of a row that counts events by one more, and hangs on it the event of `digest`."""
    if digest is None:
        return {"$inc": {"events": 1}}
    return [{"$set": {"events": _one_more("events")}}, *hanging(digest)]


def hanging(digest: bytes) -> list[dict[str, Any]]:
    """The update that hangs the event of `digest` on a row which has counted it already."""
    link = {"sequence": "$events", "digest": digest}
    opened = {"$concatArrays": [{"$ifNull": ["$open", []]}, [link]]}
    return [{"$set": {"links": _one_more("links"), "open": opened}}]


def end_of(chain: str, row: Mapping[str, Any]) -> Link:
    """The last link of a chain, as the row of its end says."""
    last = row.get("head") or first_hash(chain)
    for link in row.get("open", ()):
        last = next_hash(last, link["sequence"], link["digest"])
    return Link(row.get("links", 0), last)


def fold_if_long(model: type[Model], row: Mapping[str, Any], end: Link) -> None:
    """Put the hash in the place of the digests once they are many. In the event's transaction."""
    if len(row["open"]) >= FOLD_AT:
        folded = {"$set": {"head": end.hash, "open": []}}
        place = {"_id": row["_id"]}
        collection(model).update_one(place, folded, session=current_session())


def all_ends(session: Any = None) -> Iterator[tuple[str, Link]]:
    """Every chain with its last link, in no order."""
    for model in _prefixes:
        rows = collection(model).find({"links": {"$gt": 0}}, session=session)
        for row in rows:
            chain = chain_of(model, row["_id"])
            yield chain, end_of(chain, row)


def _one_more(field: str) -> dict[str, Any]:
    return {"$add": [{"$ifNull": [f"${field}", 0]}, 1]}
