"""Measure audit_verify: python -m bench.history [EVENTS]. Prints rows for bench/RESULTS.md.

The events are those of deposits entered and corrected, hung on one chain for each of 100 people by
the product's own hashes, and written in bulk.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_bytes

from bson import ObjectId
from pymongo import MongoClient
from pymongo.database import Database

from bench.site import CHECKOUT, Site, memory
from crm.audit.chain.content import as_stored, digest_of, first_hash, next_hash
from crm.mongo.server.embedded import EmbeddedServer

PORT, EVENTS, CHAINS, AT_ONCE = 8394, 1_000_000, 100, 5_000
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as folder:
        server = EmbeddedServer(Path(folder), dies_with_starter=True)
        site = Site(server.start(), PORT)
        try:
            site.manage("migrate", "-v0")
            with MongoClient(site.uri) as client:
                _fill(client.get_default_database(), events // CHAINS)
            _verify(site)
        finally:
            server.stop()


def _verify(site: Site) -> None:
    command = [sys.executable, "manage.py", "audit_verify"]
    began, highest = time.perf_counter(), 0
    process = subprocess.Popen(command, env=site.environment, cwd=CHECKOUT)
    while process.poll() is None:
        highest = max(highest, memory(process.pid))
        time.sleep(0.1)
    print(f"| audit_verify, s | {time.perf_counter() - began:.1f} |")
    print(f"| the same, memory MB | {highest} |")
    print(f"| exit | {process.returncode} |", flush=True)


def _fill(database: Database, events: int) -> None:
    for number in range(CHAINS):
        chain = f"bench:{number}"
        batch, end = [], first_hash(chain)
        for event in _events(chain, events):
            batch.append(event)
            end = event["hash"]
            if len(batch) == AT_ONCE:
                database.audit_event.insert_many(batch)
                batch = []
        if batch:
            database.audit_event.insert_many(batch)
        head = {"_id": chain, "links": events, "head": end}
        database.audit_chainhead.insert_one(head)


def _events(chain: str, events: int) -> Iterator[dict]:
    actor, end = ObjectId(), first_hash(chain)
    for link in range(1, events + 1):
        event = _event(actor, link)
        end = next_hash(end, link, digest_of(as_stored(event)))
        yield event | {"chain": chain, "link": link, "hash": end}


def _event(actor: ObjectId, link: int) -> dict:
    after = {"date": "2026-11-01", "customer_id": f"player{link:07}", "nominal": "150000"}
    after |= {"multiplier": "1", "total": "150000", "note": "", "status": "approved"}
    return {
        "subject": ObjectId(),
        "subject_type": "omset.omsetrecord",
        "verb": "submit",
        "actor_id": actor,
        "actor_name": "bench",
        "at": BEGAN + timedelta(seconds=link),
        "sequence": link,
        "before": {},
        "after": after,
        "reason": "",
        "origin": {"address": "203.0.113.7", "known": True},
        "salt": token_bytes(16),
        "texts": None,
    }


if __name__ == "__main__":
    main()
