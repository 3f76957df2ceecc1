"""Somebody with a password of the database rewrites history."""

from crm.audit.chain.content import AS_STORED, digest_of, first_hash, next_hash
from crm.audit.chain.proof import HistoryProof
from crm.audit.models import ChainHead, Event
from crm.mongo.rows import collection
from omset.models import StaffLock

LEDGER = "ledger-"


def wrong(root=""):
    """What audit_verify finds, the first first."""
    return [fault.wrong.name for fault in HistoryProof(root)]


def first_wrong(root=""):
    """Where it finds the first: chain and place."""
    return next((fault.chain, fault.link) for fault in HistoryProof(root))


def events_of(chain):
    return list(collection(Event).find({"chain": chain}).sort("link", 1))


def put(event, **values):
    collection(Event).update_one({"_id": event["_id"]}, {"$set": values})


def write_anew(chain):
    """Hash a whole chain again, with its end, as the product would have."""
    last = first_hash(chain)
    stored = collection(Event).with_options(codec_options=AS_STORED)
    for number, event in enumerate(stored.find({"chain": chain}).sort("link", 1), 1):
        last = next_hash(last, event["sequence"], digest_of(event))
        put(event, hash=last, link=number)
    model, pk = (StaffLock, chain.removeprefix(LEDGER)) if LEDGER in chain else (ChainHead, chain)
    row = next(row for row in collection(model).find() if str(row["_id"]) == pk)
    end = {"head": last, "links": number, "open": []}
    collection(model).update_one({"_id": row["_id"]}, {"$set": end})
