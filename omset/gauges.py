"""What monitors are told of the ledger: how much, what waits, and whether the numbers hold."""

from collections.abc import Iterator

from django.utils import timezone

from crm.mongo.rows import collection
from crm.mongo.unions import count_part, read_union
from crm.registry.gauges import Gauge
from omset.locks import recounts_due
from omset.models import OmsetRecord
from omset.models.job_runs import Reconciliation

MOST_COUNTED = 10_000


def ledger_gauges() -> Iterator[Gauge]:
    """Five commands by indexes; deposits as the server counts them itself."""
    deposits = collection(OmsetRecord).estimated_document_count()
    yield Gauge("deposits", "Deposits with those in the trash, about.", deposits)
    parts = {"pending": count_part(OmsetRecord.objects.pending(), MOST_COUNTED)}
    counts = read_union(parts)["pending"]
    pending = counts[0]["count"] if counts else 0
    yield Gauge("deposits_pending", "Deposits to approve, up to 10,000.", pending)
    days = OmsetRecord.objects.filter(is_deleted=False).order_by("-date", "-id")
    if newest := days.values_list("date", flat=True).first():
        age = (timezone.localdate() - newest).days
        yield Gauge("deposits_newest_days", "Days since the date of the newest deposit.", age)
    yield Gauge("recounts_due", "People whose numbers wait for a recount.", len(recounts_due()))


def proof_gauges() -> Iterator[Gauge]:
    """What the last comparison of the numbers found: one command."""
    last = Reconciliation.objects.conclusive().first()
    if last is not None:
        drift = last.drift if last.is_wrong else 0
        yield Gauge("drift", "Numbers that differ from the ledger and were left so.", drift)
        age = (timezone.now() - last.started_at).total_seconds()
        yield Gauge("drift_age_seconds", "Age of the comparison that says so.", age)
