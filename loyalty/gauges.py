"""What monitors are told of loyalty: members, points, imports that wait for somebody."""

from collections.abc import Iterator
from typing import Any

from django.core.cache import cache

from crm.mongo.rows import aggregate, collection
from crm.registry.gauges import Gauge
from loyalty.imports.doctor_checks import held_batches
from loyalty.models import Member, MemberPoints

# The sum reads the head of every member: a second for a million. All processes share it.
SECONDS_OF_POINTS = 300
POINTS = "gauge-of-points"


def loyalty_gauges() -> Iterator[Gauge]:
    """Three small commands, and every five minutes the sum."""
    members = collection(Member).estimated_document_count()
    yield Gauge("loyalty_members", "Loyalty members, about.", members)
    yield Gauge("loyalty_batches_held", "Imports that wait for a master admin.", held_batches())
    points = cache.get_or_set(POINTS, _points_outstanding, SECONDS_OF_POINTS) or 0
    yield Gauge("loyalty_points", "Points of all members, within five minutes.", points)


def _points_outstanding() -> int:
    group: list[dict[str, Any]] = [{"$group": {"_id": {}, "sum": {"$sum": "$balance"}}}]
    rows = aggregate(MemberPoints, group)
    return rows[0]["sum"] if rows else 0
