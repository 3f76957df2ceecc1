"""A failover under two workers: three nodes, the primary killed, restarted and made to step down.

python -m bench.failover; prints how many jobs and effects there are, and how many twice or lost.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from django.db import DatabaseError
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from bench.platform import CHECKOUT, _environment, _until, processes
from bench.site import Site
from crm.mongo.server.binary import mongod_binary

JOBS = 800
NAME = "omset"


class Node:
    """One mongod of the set."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.folder = folder / str(self.port)
        self.folder.mkdir()
        self.start()

    def start(self) -> None:
        command = [mongod_binary(), "--dbpath", str(self.folder), "--port", str(self.port)]
        command += ["--replSet", "rs0", "--bind_ip", "127.0.0.1", "--nounixsocket"]
        command += ["--wiredTigerCacheSizeGB", "0.25"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"


def main() -> None:
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as folder:
        nodes = [Node(Path(folder)) for _number in range(3)]
        try:
            _measure(nodes, _initiate(nodes))
        finally:
            for node in nodes:
                node.process.kill()
                node.process.wait()


def _initiate(nodes: list[Node]) -> str:
    members = [{"_id": number, "host": node.address} for number, node in enumerate(nodes)]
    settings = {"electionTimeoutMillis": 2000}
    config = {"_id": "rs0", "members": members, "settings": settings}
    MongoClient(nodes[0].address, directConnection=True).admin.command("replSetInitiate", config)
    hosts = ",".join(node.address for node in nodes)
    return f"mongodb://{hosts}/{NAME}?replicaSet=rs0"


def _measure(nodes: list[Node], uri: str) -> None:
    os.environ |= _environment(uri) | {"JOB_LEASE_SECONDS": "10", "JOB_RETRY_SECONDS": "2"}
    client: MongoClient = MongoClient(uri)
    _until(lambda: client.primary)
    Site(uri, 0).manage("migrate", "-v0")
    _ask()
    with processes("worker", 2):
        for harm in (_kill, _step_down, _kill):
            time.sleep(2)
            done = client[NAME]["jobs_job"].count_documents({"state": "done"})
            print(f"{harm.__name__.strip('_')} with {done} of {JOBS} done", flush=True)
            harm(client, nodes)
            _until(lambda: _answers(client))
        _until(_all_over, seconds=240)
    _say(client)


def _ask() -> None:
    from bench.work import one_effect

    for number in range(JOBS):
        one_effect.keyed(f"failover-{number}").enqueue(name=f"{number}")


def _kill(client: MongoClient, nodes: list[Node]) -> None:
    """kill -9 of the primary, and its restart."""
    port = client.primary[1] if client.primary else 0
    node = next((node for node in nodes if node.port == port), nodes[0])
    node.process.kill()
    node.process.wait()
    node.start()


def _step_down(client: MongoClient, nodes: list[Node]) -> None:
    try:
        client.admin.command("replSetStepDown", 10, force=True)
    except PyMongoError as error:
        print(f"stepdown: {type(error).__name__}", file=sys.stderr)


def _answers(client: MongoClient) -> bool:
    try:
        return bool(client.admin.command("ping")) and client.primary is not None
    except PyMongoError:
        return False


def _all_over() -> bool:
    from crm.jobs.models import CLEARED, Job, State

    over = [*CLEARED, State.DEAD]
    try:
        return not Job.objects.exclude(state__in=over).exists()
    except (DatabaseError, PyMongoError):
        return False


def _say(client: MongoClient) -> None:
    database = client[NAME]
    states = Counter(row["state"] for row in database["jobs_job"].find({}, {"state": 1}))
    attempts = Counter(row["attempts"] for row in database["jobs_job"].find({}, {"attempts": 1}))
    effects = Counter(row["name"] for row in database["bench_effects"].find())
    twice = sum(number > 1 for number in effects.values())
    print(f"jobs {dict(states)}, attempts {dict(attempts)}")
    print(f"effects {len(effects)} of {JOBS}, twice {twice}, lost {JOBS - len(effects)}")


if __name__ == "__main__":
    main()
