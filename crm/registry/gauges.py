"""What /metrics says: each app registers what it counts (issue 18, 5).

gauges.register("jobs", read_jobs) has `read_jobs` asked at every scrape: it yields a Gauge for each
number, by few and cheap commands, and may raise what the database raises. No gauge and no label
says anything about a person.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple


class Gauge(NamedTuple):
    """A number as it is now. `name` ends with its unit, `help` says what it is, for operators."""

    name: str
    help: str
    value: float
    labels: Mapping[str, str] = MappingProxyType({})


GaugeSource = Callable[[], Iterable[Gauge]]

SOURCES: dict[str, GaugeSource] = {}


def register(name: str, source: GaugeSource) -> None:
    """Ask `source` at every scrape. Raises ValueError if another one has the name."""
    if name in SOURCES:
        raise ValueError(f"the gauges of {name!r} are registered twice")
    SOURCES[name] = source
