"""Where the nodes stand: each in a network namespace of its own where there is the right to that.

Their peers reach a node by one cable, into a bridge; this process, and so all clients, by another.
So a node can be parted from its peers while people still reach it. Nothing has a name: all of it
is gone with the processes that hold it, however they end.
"""

import shutil
import socket
import subprocess
from pathlib import Path
from typing import NamedTuple, Protocol

from omset.chaos.processes import DrillFailed, spawn, wait_for

LOOPBACK, HUB = "127.0.0.1", "10.99.0.1"
# In a user namespace of its own nobody else's network is in reach.
UNSHARED = ("unshare", "--map-root-user", "--net")
TRIAL = "ip link add trial type bridge && ip link add cable type veth peer name end"


class Address(NamedTuple):
    """Where a node listens, and what comes before its command."""

    host: str
    port: int
    prefix: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Network(Protocol):
    """What the nodes are told apart by, and how one is parted from the others."""

    def addresses(self, nodes: int) -> list[Address]: ...

    def cut(self, node: int) -> None: ...

    def join(self, node: int) -> None: ...


def why_no_namespaces() -> str:
    """Why nodes cannot have network namespaces here, in one line; "" if they can."""
    if missing := [name for name in ("unshare", "nsenter", "ip") if not shutil.which(name)]:
        return f"there is no {missing[0]} here"
    trial = subprocess.run(
        [*UNSHARED, "sh", "-c", TRIAL], capture_output=True, text=True, check=False
    )
    said = trial.stderr.strip().splitlines() or [f"exit code {trial.returncode}"]
    return f"no right to network namespaces ({said[0]})" if trial.returncode else ""


class Loopback:
    """All nodes on this machine's own address: they cannot be parted."""

    def addresses(self, nodes: int) -> list[Address]:
        """Free ports, all different."""
        probes = [socket.create_server((LOOPBACK, 0)) for _node in range(nodes)]
        ports = [probe.getsockname()[1] for probe in probes]
        for probe in probes:
            probe.close()
        return [Address(LOOPBACK, port) for port in ports]

    def cut(self, node: int) -> None:
        raise DrillFailed("without network namespaces no node can be parted from the others")

    def join(self, node: int) -> None:
        raise DrillFailed("without network namespaces no node can be parted from the others")


class Cables:
    """Namespaces, bridge and cables, laid within the namespace that this process is in."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "network.log"

    def addresses(self, nodes: int) -> list[Address]:
        """Lay the cables; the addresses of the nodes at their ends."""
        _ip("link set lo up")
        _ip(f"addr add {HUB}/32 dev lo")
        _ip("link add peers type bridge")
        _ip("link set peers up")
        return [self._lay(node) for node in range(nodes)]

    def cut(self, node: int) -> None:
        """Pull the node's cable to its peers out of the bridge: what is sent is lost silently."""
        _ip(f"link set peer{node} nomaster")

    def join(self, node: int) -> None:
        """Put it in again."""
        _ip(f"link set peer{node} master peers")

    def _lay(self, node: int) -> Address:
        host, holder = f"10.99.0.{11 + node}", self._namespace()
        within = ("nsenter", "--net", "--target", str(holder))
        _ip(f"link add peer{node} type veth peer name peers netns {holder}")
        _ip(f"link add client{node} type veth peer name clients netns {holder}")
        for command in ("lo up", "peers up", "clients up"):
            _ip(f"link set {command}", within)
        _ip(f"addr add {host}/24 dev peers", within)
        _ip(f"route add {HUB}/32 dev clients src {host}", within)
        _ip(f"link set client{node} up")
        _ip(f"link set peer{node} master peers up")
        _ip(f"route add {host}/32 dev client{node} src {HUB}")
        return Address(host, 27017, within)

    def _namespace(self) -> int:
        """A process that holds a namespace for as long as this one lives."""
        own = Path("/proc/self/ns/net").readlink()
        holder = spawn(["unshare", "--net", "sleep", "infinity"], self._log)
        theirs = Path(f"/proc/{holder.pid}/ns/net")
        wait_for(lambda: theirs.readlink() != own, "a network namespace")
        return holder.pid


def _ip(arguments: str, within: tuple[str, ...] = ()) -> None:
    command = [*within, "ip", *arguments.split()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DrillFailed(f"{' '.join(command)}: {done.stderr.strip()}")
