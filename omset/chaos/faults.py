"""What is done to the primary in a round, and how it is undone."""

from collections.abc import Callable
from typing import NamedTuple

from omset.chaos.nodes import ReplicaSet

Deed = Callable[[ReplicaSet, int], None]


class Fault(NamedTuple):
    """A fault, and for how many seconds at least it lasts."""

    label: str
    strike: Deed
    undo: Deed
    seconds: float = 2


def _nothing(nodes: ReplicaSet, node: int) -> None:
    """It is over by itself."""


FAULTS = {
    "kill": Fault("kill -9", ReplicaSet.kill, ReplicaSet.start),
    "stepdown": Fault("stepdown", ReplicaSet.step_down, _nothing),
    "stop": Fault("SIGSTOP, 15 s", ReplicaSet.stop, ReplicaSet.go_on, 15),
    "partition": Fault("parted from its peers, 15 s", ReplicaSet.cut, ReplicaSet.join, 15),
}
