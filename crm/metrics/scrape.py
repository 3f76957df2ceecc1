"""Gauges as Prometheus reads them, asked of their sources at the moment of the scrape.

They are of the database, not of a process: whichever process answers says the same, so nothing is
kept between scrapes.
"""

import time
from collections.abc import Iterable, Iterator

import pymongo
import structlog
from django.db import DatabaseError
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from pymongo.errors import PyMongoError

from crm.registry.gauges import SOURCES, Gauge

PREFIX = "crm_"
SECONDS_OF_A_SOURCE = 2
# Without a database each takes its time; whoever scrapes waits for 10 s.
SECONDS_OF_A_SCRAPE = 6
READ = "source_read"
READ_HELP = "1 if the gauges of this source could be read, 0 if not; then they are not there."

log = structlog.get_logger(__name__)


class GaugeCollector(Collector):
    """Reads all sources once for each collect()."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """The families in the order of their sources; one of a source that fails is left out."""
        families: dict[str, GaugeMetricFamily] = {}
        for gauge in _every_gauge():
            names = tuple(gauge.labels)
            if gauge.name not in families:
                family = GaugeMetricFamily(f"{PREFIX}{gauge.name}", gauge.help, labels=names)
                families[gauge.name] = family
            families[gauge.name].add_metric(list(gauge.labels.values()), gauge.value)
        return families.values()


def scrape(accept: str) -> tuple[str, bytes]:
    """Content type and text of all gauges, in the newest format that `accept` asks for."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(GaugeCollector())
    encode, content_type = choose_encoder(accept)
    return content_type, encode(registry)


def _every_gauge() -> Iterator[Gauge]:
    deadline = time.monotonic() + SECONDS_OF_A_SCRAPE
    for name, source in SOURCES.items():
        if time.monotonic() > deadline:
            yield Gauge(READ, READ_HELP, 0, {"source": name})
            continue
        try:
            with pymongo.timeout(SECONDS_OF_A_SOURCE):
                gauges = list(source())
        except (DatabaseError, PyMongoError, OSError) as error:
            log.warning("gauges not read", source=name, reason=type(error).__name__)
            yield Gauge(READ, READ_HELP, 0, {"source": name})
            continue
        yield Gauge(READ, READ_HELP, 1, {"source": name})
        yield from gauges
