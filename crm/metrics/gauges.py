"""The server and the release."""

from collections.abc import Iterator

from django.conf import settings

from crm.mongo.server import facts
from crm.registry.gauges import Gauge


def database_gauges() -> Iterator[Gauge]:
    """Latency, clock and disk: four small commands."""
    facts.ping_seconds()
    yield Gauge("database_ping_seconds", "How long the primary takes.", facts.ping_seconds())
    offset = facts.clock_offset_seconds()
    yield Gauge("clock_offset_seconds", "Clock of the primary ahead of this host's.", offset)
    members = facts.members()
    healthy = sum(member.is_healthy for member in members)
    yield Gauge("database_members", "Servers of the replica set.", len(members))
    yield Gauge("database_members_healthy", "Those of them that answer.", healthy)
    space = facts.disk_space()
    yield Gauge("database_disk_free_bytes", "Free on the volume of the data.", space.free)
    yield Gauge("database_disk_bytes", "Size of the volume of the data.", space.total)


def oplog_gauges() -> Iterator[Gauge]:
    """How far back the oplog goes. Needs the right to read it, as `clusterMonitor` has it."""
    seconds = facts.oplog_window().hours * 3600
    yield Gauge("database_oplog_seconds", "How far back the oplog goes.", seconds)


def release_gauges() -> Iterator[Gauge]:
    """Which release answers; asks nothing."""
    labels = {"release": settings.RELEASE or "unnamed"}
    yield Gauge("build_info", "1, with the release that answers.", 1, labels)
