"""The whole drill: `python -m omset.chaos.drill PLAN FOLDER NETWORK`, JSON on stdout.

A process of its own, because it may have to be in a network namespace. It does not know the
product's database: the roles that it starts are given that of its own three nodes.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from omset.chaos.cast import Cast
from omset.chaos.network import Cables, Loopback, Network
from omset.chaos.nodes import ReplicaSet
from omset.chaos.processes import DrillFailed
from omset.chaos.rounds import Plan, Round, rounds_of
from omset.chaos.verdict import Verdict, judge, stored_from

JOBS_A_ROUND = 6


def main() -> None:
    """Carry the plan out; exit 1 with a line on stderr where that was not possible."""
    plan, folder, network = Plan(**json.loads(sys.argv[1])), Path(sys.argv[2]), sys.argv[3]
    try:
        where = Cables(folder) if network == "cables" else Loopback()
        json.dump(carry_out(plan, folder, where), sys.stdout)
    except DrillFailed as reason:
        sys.exit(f"The drill broke off: {reason}")


def carry_out(plan: Plan, folder: Path, network: Network) -> dict[str, Any]:
    """The verdict with the conditions under which it was found. Raises DrillFailed."""
    load, jobs = os.getloadavg()[0], plan.length * JOBS_A_ROUND
    with ReplicaSet(network, folder) as nodes, Cast(nodes.uri, folder) as cast:
        cast.prepare(jobs)
        cast.begin()
        rounds = []
        for each in rounds_of(plan, nodes):
            cast.check()
            rounds.append(each)
            say(each)
        cast.stop_asking()
        verdict = _verdict(cast, rounds, jobs)
        version = nodes.version()
    conditions = {
        "mongodb": version,
        "cores": os.cpu_count(),
        "load_before": round(load, 1),
        "load_after": round(os.getloadavg()[0], 1),
    }
    return {**verdict.printed(), "rounds": [each._asdict() for each in rounds], **conditions}


def say(done: Round) -> None:
    """One line about a round for whoever waits."""
    sys.stderr.write(
        f"{done.fault}, election {done.election} s: node {done.primary} "
        f"after node {done.struck}, {done.elected_after:.1f} s later\n"
    )


def _verdict(cast: Cast, rounds: list[Round], jobs: int) -> Verdict:
    stored = stored_from(json.loads(cast.look()))
    return judge(rounds, cast.asked_by(cast.writers), cast.asked_by(cast.readers), stored, jobs)


if __name__ == "__main__":
    main()
