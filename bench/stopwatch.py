"""Times of repeated calls, in milliseconds."""

import statistics
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    median: float
    p95: float
    calls: int

    def __str__(self) -> str:
        return f"{self.median:.1f} / {self.p95:.1f}"


def timed(call: Callable[[], object], *, calls: int = 40, warm_up: int = 3) -> Timing:
    """Call it one after the other; the first few do not count."""
    return in_turn({None: call}, calls=calls, warm_up=warm_up)[None]


def in_turn(
    calls_by_name: dict[Hashable, Callable[[], object]], *, calls: int = 100, warm_up: int = 5
) -> dict[Hashable, Timing]:
    """Call each of them once, then all again: what slows the machine down slows down all alike."""
    times = {key: [] for key in calls_by_name}
    for number in range(warm_up + calls):
        for key, call in calls_by_name.items():
            spent = _once(call)
            if number >= warm_up:
                times[key].append(spent)
    return {key: timing_of(spent) for key, spent in times.items()}


def timing_of(milliseconds: Iterable[float]) -> Timing:
    """The median and the 95th percentile of measured times."""
    spent = list(milliseconds)
    cuts = statistics.quantiles(spent, n=20, method="inclusive")
    return Timing(statistics.median(spent), cuts[-1], len(spent))


def _once(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000
