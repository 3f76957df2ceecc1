"""Which requests there are, and how many of them (DB-8)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from crm.mongo.rows import aggregate
from members.draws.forms import midnight_in
from members.models import DatabaseRequest, RequestStatus

PERIODS = {"today": 0, "week": 6, "month": 29}


@dataclass(frozen=True)
class RequestCount:
    """So many requests, for so many rows."""

    requests: int = 0
    rows: int = 0

    def __add__(self, other: "RequestCount") -> "RequestCount":
        return RequestCount(self.requests + other.requests, self.rows + other.rows)


def requests_matching(conditions: dict[str, Any], status: str = "") -> QuerySet[DatabaseRequest]:
    """The requests with these stored values, in one status or in all."""
    rows = DatabaseRequest.objects.all()
    moments = {"$gte": "created_at__gte", "$lt": "created_at__lt"}
    for name, value in conditions.items():
        if name == "created_at":
            rows = rows.filter(**{moments[bound]: moment for bound, moment in value.items()})
        else:
            rows = rows.filter(**{name: value})
    return rows.filter(status=status) if status else rows


def pending_requests() -> QuerySet[DatabaseRequest]:
    """The requests that wait for an admin (NO-4)."""
    return DatabaseRequest.objects.filter(status=RequestStatus.PENDING)


def counts_of(conditions: dict[str, Any]) -> dict[str, RequestCount]:
    """How many requests match, in total, by status, and by when they were asked (DB-8)."""
    sums: dict[str, Any] = {"_id": {"status": "$status"}} | _summed("total", True)
    for name, days in PERIODS.items():
        since = {"$gte": ["$created_at", midnight_in(first_day_of(days))]}
        sums |= _summed(name, since)
    match = conditions | {"status": {"$in": RequestStatus.values}}
    rows = aggregate(DatabaseRequest, [{"$match": match}, {"$group": sums}])
    counts = {status: RequestCount() for status in ("total", *RequestStatus.values, *PERIODS)}
    for row in rows:
        counts[row["status"]] = _count(row, "total")
        for name in ("total", *PERIODS):
            counts[name] += _count(row, name)
    return counts


def first_day_of(days: int, today: date | None = None) -> date:
    """The first day of the period that began so many days ago."""
    return (today or timezone.localdate()) - timedelta(days=days)


def _summed(name: str, condition: Any) -> dict[str, Any]:
    return {
        f"{name}_requests": {"$sum": {"$cond": [condition, 1, 0]}},
        f"{name}_rows": {"$sum": {"$cond": [condition, "$count", 0]}},
    }


def _count(row: dict[str, Any], name: str) -> RequestCount:
    return RequestCount(row[f"{name}_requests"], row[f"{name}_rows"])
