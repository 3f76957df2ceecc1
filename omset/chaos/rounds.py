"""Round by round one fault, while writers, readers and workers go on."""

import time
from collections.abc import Iterator
from typing import NamedTuple

from omset.chaos.faults import FAULTS
from omset.chaos.nodes import ReplicaSet

CALM_SECONDS, SETTLED_SECONDS = 2, 2


class Plan(NamedTuple):
    """Which faults, how often each, at which election timeouts in seconds."""

    faults: list[str]
    rounds: int
    elections: list[int]

    @property
    def length(self) -> int:
        """How many rounds that is."""
        return len(self.faults) * self.rounds * len(self.elections)


class Round(NamedTuple):
    """One fault as it was. Times of the clock that all processes share; lengths in seconds."""

    fault: str
    election: int
    began: float
    # Until another node was the primary.
    elected_after: float
    struck: int
    primary: int
    # Files of writes that the nodes rolled back: none of them was acknowledged.
    rolled_back: int


def rounds_of(plan: Plan, nodes: ReplicaSet) -> Iterator[Round]:
    """Carry the plan out. Raises DrillFailed."""
    for election in plan.elections:
        nodes.set_election_seconds(election)
        for _round in range(plan.rounds):
            yield from (_strike(nodes, fault, election) for fault in plan.faults)


def _strike(nodes: ReplicaSet, name: str, election: int) -> Round:
    fault, began, laid_aside = FAULTS[name], time.monotonic(), nodes.rolled_back()
    time.sleep(CALM_SECONDS)
    old = nodes.primary()
    at = time.monotonic()
    fault.strike(nodes, old)
    try:
        new = nodes.primary(besides=old)
        elected_after = time.monotonic() - at
        time.sleep(max(SETTLED_SECONDS, fault.seconds - elected_after))
    finally:
        fault.undo(nodes, old)
    nodes.wait_until_whole()
    time.sleep(SETTLED_SECONDS)
    laid_aside = nodes.rolled_back() - laid_aside
    return Round(name, election, began, elected_after, old, new, laid_aside)
