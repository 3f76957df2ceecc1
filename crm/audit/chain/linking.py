"""A new event takes its place in a chain."""

import secrets
from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from django.db.models import Model
from pymongo import ReturnDocument, UpdateOne

from crm.audit.chain.content import COVERED, TEXTS, as_stored, digest_of, first_hash, next_hash
from crm.audit.chain.heads import Link, chain_of, end_of, fold_if_long
from crm.audit.models import ChainHead, Event
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import document_of

SALT_BYTES = 16


def digest_for(event: Event) -> bytes:
    """What the hash of a new event will cover. Writes its salt (unsaved)."""
    event.salt = secrets.token_bytes(SALT_BYTES)
    return digest_of(as_stored(document_of(event, (*COVERED, *TEXTS, "salt"))))


def hang_on(event: Event, model: type[Model], row: Mapping[str, Any]) -> None:
    """Give a new event (unsaved) the place that the row of its chain has just taken for it."""
    chain = chain_of(model, row["_id"])
    end = end_of(chain, row)
    fold_if_long(model, row, end)
    _place(event, chain, end, row["events"])


def hang_on_subject(event: Event, last: Mapping[str, Any] | None) -> None:
    """Hang a new event (unsaved, with its sequence) on the chain of its subject.

    `last` is the subject's last event as stored. One command: the end is written as it follows from
    that event. If it has been another, because a process of the release before wrote the event or
    somebody took some away, the chain goes on from the end, and the gap stays to be seen.
    """
    digest, chain = digest_for(event), chain_of(ChainHead, event.subject)
    guess = Link(last["link"], last["hash"]) if last and last.get("hash") else None
    end = _next(chain, guess, event, digest)
    before = _put_end(chain, end)
    if (true := end_of(chain, before) if before else None) != guess:
        end = _next(chain, true, event, digest)
        _put_end(chain, end)
    _place(event, chain, end, event.sequence)


def hang_on_subjects(events: list[Event]) -> None:
    """The same for one new event of each of many subjects, in two commands."""
    chains = [chain_of(ChainHead, event.subject) for event in events]
    heads, session = collection(ChainHead), current_session()
    stored = {row["_id"]: row for row in heads.find({"_id": {"$in": chains}}, session=session)}
    writes = []
    for event, chain in zip(events, chains, strict=True):
        true = end_of(chain, stored[chain]) if chain in stored else None
        end = _next(chain, true, event, digest_for(event))
        _place(event, chain, end, event.sequence)
        writes.append(UpdateOne({"_id": chain}, _end(end), upsert=True))
    if writes:
        heads.bulk_write(writes, ordered=False, session=session)


def last_event(subject: ObjectId) -> dict[str, Any] | None:
    """The last that history has about the subject with this id, as stored."""
    order, session = [("sequence", -1)], current_session()
    return collection(Event).find_one({"subject": subject}, sort=order, session=session)


def _next(chain: str, before: Link | None, event: Event, digest: bytes) -> Link:
    number, previous = before or Link(0, first_hash(chain))
    return Link(number + 1, next_hash(previous, event.sequence, digest))


def _put_end(chain: str, end: Link) -> dict[str, Any] | None:
    return collection(ChainHead).find_one_and_update(
        {"_id": chain},
        _end(end),
        upsert=True,
        return_document=ReturnDocument.BEFORE,
        session=current_session(),
    )


def _end(end: Link) -> dict[str, Any]:
    return {"$set": {"links": end.number, "head": end.hash}}


def _place(event: Event, chain: str, end: Link, sequence: int) -> None:
    event.chain, event.link, event.hash, event.sequence = chain, end.number, end.hash, sequence
