"""Every night one hash over the ends of all chains, hung on the one of the night before.

Whoever writes a whole chain anew, its end too, still cannot write what the log and the webhook have
been told: `audit_verify --root` holds what is stored against it.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

import bson
import structlog
from django.conf import settings

from crm.audit.chain.beginning import beginning, bind_earlier_events
from crm.audit.chain.heads import Link, all_ends
from crm.audit.models import HistoryRoot, RootedLink
from crm.mongo.rows import collection
from crm.web import webhooks

# The chain that stands for what came before the chains.
EARLIER = "earlier"
ROWS_AT_ONCE = 5000
SECONDS_TO_ANSWER = 10

log = structlog.get_logger(__name__)


def make_root() -> HistoryRoot:
    """Write a root over all that has grown since the last one, to the log and outside as well."""
    bind_earlier_events()
    last = HistoryRoot.objects.order_by("-number").first()
    number, before = (last.pk + 1, last.root) if last else (1, "")
    ends = dict(_ends())
    rooted = _rooted_ends()
    grown = sorted((chain, end) for chain, end in ends.items() if rooted.get(chain) != end.number)
    _store(number, grown)
    made = HistoryRoot(
        number=number, root=root_over(before, grown), grown=len(grown), chains=len(ends)
    )
    log.info("history root", number=number, root=made.root, chains=made.chains)
    made.not_sent = _send(made) if settings.AUDIT_WEBHOOK else None
    made.save(force_insert=True)
    return made


def last_root() -> dict[str, Any]:
    """The last one, for the witness; {} before the first."""
    last = HistoryRoot.objects.order_by("-number").first()
    return {"number": last.pk, "root": last.root} if last else {}


def root_stands(root: dict[str, Any]) -> bool:
    """Whether the root of this number is stored as the witness has it."""
    return HistoryRoot.objects.filter(pk=root["number"], root=root["root"]).exists()


def root_over(before: str, grown: Iterable[tuple[str, Link]]) -> str:
    """The root over these ends, sorted by their chains, that hangs on the root `before`."""
    digest = sha256(before.encode())
    for chain, end in grown:
        digest.update(bson.encode({"chain": chain, "link": end.number, "hash": end.hash}))
    return digest.hexdigest()


def _ends() -> Iterator[tuple[str, Link]]:
    yield from all_ends()
    begun = beginning()
    if begun and begun.events is not None and begun.digest is not None:
        yield EARLIER, Link(begun.events, bytes(begun.digest))


def _rooted_ends() -> dict[str, int]:
    """The last link of each chain over which there is a root already."""
    last = {"_id": "$chain", "link": {"$max": "$link"}}
    rows = collection(RootedLink).aggregate([{"$group": last}], allowDiskUse=True)
    return {row["_id"]: row["link"] for row in rows}


def _store(number: int, grown: list[tuple[str, Link]]) -> None:
    rows = collection(RootedLink)
    # Of a night that did not get as far as its root.
    rows.delete_many({"root": number})
    for first in range(0, len(grown), ROWS_AT_ONCE):
        some = grown[first : first + ROWS_AT_ONCE]
        rows.insert_many([_rooted(number, chain, end) for chain, end in some])


def _rooted(number: int, chain: str, end: Link) -> dict[str, Any]:
    return {"root": number, "chain": chain, "link": end.number, "hash": end.hash}


def _send(made: HistoryRoot) -> str:
    """Tell the root outside; why it could not be told, "" if it was. Never stops the night."""
    message = {
        "number": made.pk,
        "root": made.root,
        "at": made.at.isoformat(),
        "chains": made.chains,
    }
    reason = webhooks.post(settings.AUDIT_WEBHOOK, message, seconds=SECONDS_TO_ANSWER)
    if reason:
        log.warning("history root not sent", reason=reason)
    return reason
