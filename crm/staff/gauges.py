"""What monitors are told of accounts: how many are signed in."""

from collections.abc import Iterator

from django.utils import timezone

from crm.mongo.rows import collection
from crm.registry.gauges import Gauge
from crm.staff.models import Session


def session_gauges() -> Iterator[Gauge]:
    """One count by an index."""
    alive = {"account_id": {"$type": "objectId"}, "expire_date": {"$gt": timezone.now()}}
    sessions = collection(Session).count_documents(alive)
    yield Gauge("sessions", "Browsers in which somebody is signed in.", sessions)
