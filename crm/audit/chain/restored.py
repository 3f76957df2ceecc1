"""What a backup says of history, and what is proved of a restored one (OP-1, OP-3)."""

from collections.abc import Iterator
from typing import Any

from pymongo.client_session import ClientSession

from crm.audit.chain.heads import all_ends
from crm.audit.chain.proof import HistoryProof
from crm.audit.chain.roots import root_over
from crm.audit.models import HistoryRoot
from crm.mongo.rows import collection


def ends_of_history(session: ClientSession | None) -> dict[str, Any]:
    """How many chains there are, the root over all of their ends, and the last nightly root."""
    ends = sorted(all_ends(session))
    last = collection(HistoryRoot).find_one({}, sort=[("_id", -1)], session=session)
    nightly = {"number": last["_id"], "root": last["root"]} if last else {}
    return {"chains": len(ends), "root": root_over("", ends), "nightly": nightly}


def faults_of_history() -> Iterator[str]:
    """What `audit_verify` would name."""
    return map(str, HistoryProof())
