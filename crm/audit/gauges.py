"""What monitors are told of history."""

from collections.abc import Iterator

from django.utils import timezone

from crm.audit.models import Event, HistoryRoot
from crm.mongo.rows import collection
from crm.registry.gauges import Gauge


def history_gauges() -> Iterator[Gauge]:
    """Two commands; events as the server counts them itself."""
    events = collection(Event).estimated_document_count()
    yield Gauge("history_events", "Events of history, about.", events)
    if made := HistoryRoot.objects.order_by("-number").first():
        age = (timezone.now() - made.at).total_seconds()
        yield Gauge("history_root_age_seconds", "Age of the last root.", age)
        yield Gauge("history_root_unsent", "1 if it could not be sent.", bool(made.not_sent))
