"""Three real MongoDB nodes that can be killed, stopped, parted or told to step down."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from crm.mongo.server.binary import mongod_binary
from omset.chaos.network import Network
from omset.chaos.processes import spawn, wait_for

NAME, NODES, PRIMARY, SECONDARY = "chaos", 3, 1, 2
FIRST_ELECTION_SECONDS = 2
OPTIONS = (
    *("--nounixsocket", "--quiet", "--oplogSize", "256", "--wiredTigerCacheSizeGB", "0.25"),
    *("--setParameter", "diagnosticDataCollectionEnabled=false"),
)
IMPATIENT = {"serverSelectionTimeoutMS": 500, "connectTimeoutMS": 500, "socketTimeoutMS": 500}


class ReplicaSet:
    """Use it as a context: the nodes run inside of it, their data in `folder`.

    A node is called by its number.
    """

    def __init__(self, network: Network, folder: Path) -> None:
        self.network, self.folder = network, folder
        self.addresses = network.addresses(NODES)
        self._processes: dict[int, subprocess.Popen[str]] = {}

    @property
    def uri(self) -> str:
        """The address of the drill's database on all nodes."""
        return f"mongodb://{','.join(map(str, self.addresses))}/{NAME}?replicaSet={NAME}"

    def __enter__(self) -> Self:
        for node in range(NODES):
            self.start(node)
        with self._client(0) as client:
            client.admin.command("replSetInitiate", self._config())
        self.wait_until_whole()
        return self

    def __exit__(self, *error: object) -> None:
        for process in self._processes.values():
            process.kill()
            process.wait()

    def start(self, node: int) -> None:
        """Start a node, or start it again."""
        data, address = self.folder / f"node{node}", self.addresses[node]
        data.mkdir(exist_ok=True)
        place = ["--dbpath", str(data), "--bind_ip", address.host, "--port", str(address.port)]
        command = [*address.prefix, mongod_binary(), *place, "--replSet", NAME, *OPTIONS]
        self._processes[node] = spawn(command, self.folder / f"node{node}.log")
        wait_for(lambda: self._says(node, "ping"), f"node {node} answers")

    def kill(self, node: int) -> None:
        """kill -9."""
        self._processes[node].kill()
        self._processes[node].wait()

    def stop(self, node: int) -> None:
        """SIGSTOP: its connections stay open and nothing answers."""
        self._processes[node].send_signal(signal.SIGSTOP)

    def go_on(self, node: int) -> None:
        """SIGCONT."""
        self._processes[node].send_signal(signal.SIGCONT)

    def step_down(self, node: int) -> None:
        """Let the primary hand over to another node."""
        with self._client(node) as client:
            client.admin.command("replSetStepDown", 10, secondaryCatchUpPeriodSecs=5)

    def cut(self, node: int) -> None:
        """Part it from the other nodes; clients still reach it."""
        self.network.cut(node)

    def join(self, node: int) -> None:
        """End that."""
        self.network.join(node)

    def primary(self, besides: int | None = None) -> int:
        """The primary, once there is one; one that says so still may be left out."""
        return wait_for(lambda: self._primaries(besides), "a primary")[0]

    def wait_until_whole(self) -> None:
        """Until one node is the primary and the others follow it."""
        healthy = sorted([PRIMARY, *[SECONDARY] * (NODES - 1)])
        wait_for(lambda: sorted(self._states()) == healthy, "all nodes are back")

    def set_election_seconds(self, seconds: int) -> None:
        """How long nodes wait for a silent primary before they elect another.

        And for each other: whoever is elected first asks all of them how far they have come.
        """
        with self._client(self.primary()) as client:
            config = client.admin.command("replSetGetConfig")["config"]
            config["version"] += 1
            config["settings"] |= _timeouts(seconds)
            client.admin.command("replSetReconfig", config)

    def version(self) -> str:
        """The release of the server."""
        with self._client(0) as client:
            return client.server_info()["version"]

    def rolled_back(self) -> int:
        """How many files of rolled back writes the nodes have laid aside."""
        return sum(1 for _file in self.folder.glob("node*/rollback/*/*.bson"))

    def _config(self) -> dict[str, Any]:
        members = [{"_id": n, "host": str(self.addresses[n])} for n in range(NODES)]
        return {"_id": NAME, "members": members, "settings": _timeouts(FIRST_ELECTION_SECONDS)}

    def _primaries(self, besides: int | None) -> list[int]:
        nodes = [node for node in range(NODES) if node != besides]
        return [node for node in nodes if self._says(node, "hello").get("isWritablePrimary")]

    def _states(self) -> list[int]:
        return [self._says(node, "replSetGetStatus").get("myState", 0) for node in range(NODES)]

    def _says(self, node: int, command: str) -> dict[str, Any]:
        try:
            with self._client(node, **IMPATIENT) as client:
                return client.admin.command(command)
        except PyMongoError:
            return {}

    @contextmanager
    def _client(self, node: int, **options: Any) -> Iterator[MongoClient[dict[str, Any]]]:
        address = self.addresses[node]
        client: MongoClient[dict[str, Any]] = MongoClient(
            address.host, address.port, directConnection=True, **options
        )
        with client:
            yield client


def _timeouts(seconds: int) -> dict[str, int]:
    return {"electionTimeoutMillis": seconds * 1000, "heartbeatTimeoutSecs": seconds}
