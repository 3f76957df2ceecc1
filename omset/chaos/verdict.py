"""What the drill proves: what was acknowledged against what is stored, round by round."""

from bisect import bisect_right
from collections import Counter, defaultdict
from statistics import median, quantiles
from typing import Any, NamedTuple

from omset.chaos.operations import DISAGREES, EFFECTS, WENT_BACK, Operation
from omset.chaos.rounds import Round


class Stored(NamedTuple):
    """What the database holds when everybody has ended."""

    records: list[tuple[str, str]]
    differences: list[Any]
    effects: list[tuple[str, int]]
    # Jobs that are not done.
    waiting: int


def stored_from(document: dict[str, Any]) -> Stored:
    """The same as it was written down in JSON, which knows no tuples."""
    pairs = {name: [tuple(pair) for pair in document[name]] for name in ("records", "effects")}
    return Stored(**document | pairs)


class FaultVerdict(NamedTuple):
    """All rounds of one fault at one election timeout; waits in seconds."""

    fault: str
    election: int
    rounds: int
    acknowledged: int
    lost: int
    double: int
    # What a person would have been shown after the one try more, and first tries that failed.
    errors: int
    first_tries_failed: int
    # Of the longest that any writer waited in each round.
    wait_median: float
    wait_p90: float
    wait_longest: float
    elected_median: float
    rolled_back: int


class Verdict(NamedTuple):
    """The whole drill."""

    faults: list[FaultVerdict]
    drift: int
    # Stored, though nobody had asked for it.
    unasked: int
    effects: int
    effects_lost: int
    effects_double: int
    # Jobs that were not done in the end.
    waiting: int
    read: int
    disagreed: int
    # Figures of a reader that were less than it had read before.
    went_back: int

    @property
    def acknowledged(self) -> int:
        return sum(fault.acknowledged for fault in self.faults)

    @property
    def lost(self) -> int:
        """Writes and effects."""
        return sum(fault.lost for fault in self.faults) + self.effects_lost

    @property
    def double(self) -> int:
        """Writes, effects, and what nobody had asked for."""
        return sum(fault.double for fault in self.faults) + self.unasked + self.effects_double

    @property
    def is_well(self) -> bool:
        """Whether nothing was lost or doubled, nothing differs and all jobs were done."""
        wrong = (self.lost, self.double, self.drift, self.disagreed, self.waiting)
        return not any(wrong)

    def printed(self) -> dict[str, Any]:
        """All of it, as a document."""
        sums = {"acknowledged": self.acknowledged, "lost": self.lost, "double": self.double}
        faults = [fault._asdict() for fault in self.faults]
        return {**self._asdict(), "faults": faults, **sums, "is_well": self.is_well}


class _Struck(NamedTuple):
    """A round with what began in it."""

    round: Round
    writes: list[Operation]
    reads: list[Operation]

    @property
    def longest_wait(self) -> float:
        return max((write.seconds for write in self.writes), default=0)


def judge(
    rounds: list[Round],
    writes: list[Operation],
    reads: list[Operation],
    stored: Stored,
    jobs: int,
) -> Verdict:
    """Compare what was asked with what is stored."""
    times = Counter(stored.effects)
    expected = {(f"job{job}", number) for job in range(jobs) for number in range(EFFECTS)}
    asked = {write.key for write in writes}
    return Verdict(
        faults=_by_fault(_struck(rounds, writes, reads), stored.records),
        drift=len(stored.differences),
        unasked=sum(key not in asked for key, _pk in stored.records),
        effects=len(expected),
        effects_lost=len(expected - times.keys()),
        effects_double=sum(number - 1 for number in times.values()),
        waiting=stored.waiting,
        read=len(reads),
        disagreed=sum(read.answer.startswith(DISAGREES) for read in reads),
        went_back=sum(read.answer.startswith(WENT_BACK) for read in reads),
    )


def _struck(rounds: list[Round], writes: list[Operation], reads: list[Operation]) -> list[_Struck]:
    """Each round with the operations that began in it; the first has those before it too."""
    starts = [each.began for each in rounds]
    struck = [_Struck(each, [], []) for each in rounds]
    for write in writes:
        struck[max(0, bisect_right(starts, write.began) - 1)].writes.append(write)
    for read in reads:
        struck[max(0, bisect_right(starts, read.began) - 1)].reads.append(read)
    return struck


def _by_fault(struck: list[_Struck], records: list[tuple[str, str]]) -> list[FaultVerdict]:
    groups: dict[tuple[str, int], list[_Struck]] = defaultdict(list)
    for each in struck:
        groups[each.round.fault, each.round.election].append(each)
    ids, times = dict(records), Counter(key for key, _pk in records)
    return [_of_fault(group, ids, times) for group in groups.values()]


def _of_fault(group: list[_Struck], ids: dict[str, str], times: Counter[str]) -> FaultVerdict:
    writes = [write for each in group for write in each.writes]
    asked = [*writes, *(read for each in group for read in each.reads)]
    done = [write for write in writes if write.answer]
    waits = [each.longest_wait for each in group]
    return FaultVerdict(
        group[0].round.fault,
        group[0].round.election,
        rounds=len(group),
        acknowledged=len(done),
        lost=sum(ids.get(write.key) != write.answer for write in done),
        double=sum(max(0, times[write.key] - 1) for write in writes),
        errors=sum(each.is_given_up for each in asked),
        first_tries_failed=sum(bool(each.errors) for each in asked),
        wait_median=median(waits),
        wait_p90=_p90(waits),
        wait_longest=max(waits),
        elected_median=median(each.round.elected_after for each in group),
        rolled_back=sum(each.round.rolled_back for each in group),
    )


def _p90(waits: list[float]) -> float:
    return quantiles(waits, n=10, method="inclusive")[-1] if len(waits) > 1 else waits[0]
