"""Times of repeated calls, in milliseconds."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    median: float
    p95: float
    calls: int

    def __str__(self):
        return f"{self.median:.1f} / {self.p95:.1f}"


def timed(call: Callable[[], object], *, calls: int = 40, warm_up: int = 3) -> Timing:
    """Call it one after the other; the first few do not count."""
    for _ in range(warm_up):
        call()
    return of([_once(call) for _ in range(calls)])


def of(milliseconds: list[float]) -> Timing:
    """The median and the 95th percentile of measured times."""
    cuts = statistics.quantiles(milliseconds, n=20)
    return Timing(statistics.median(milliseconds), cuts[-1], len(milliseconds))


def _once(call) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000
