"""What others than this host are told of an entry: the log, and a webhook (LW-1)."""

import structlog
from django.conf import settings

from crm.web import webhooks
from crm.witness.rules.entries import Entry

SECONDS_TO_ANSWER = 3

log = structlog.get_logger(__name__)


def tell(entry: Entry) -> None:
    """Log the entry, and post it where WITNESS_WEBHOOK says. Never raises, never waits long."""
    log.info(
        "witness",
        number=entry.number,
        reason=entry.reason,
        counts=entry.counts,
        batches=[f"{each['kind']}:{each['key']}" for each in entry.batches],
        before=entry.before,
        hash=entry.hash,
    )
    if not settings.WITNESS_WEBHOOK:
        return
    message = {
        "number": entry.number,
        "at": entry.at,
        "reason": entry.reason,
        "counts": entry.counts,
        "batches": entry.batches,
        "roots": entry.roots,
        "before": entry.before,
        "hash": entry.hash,
    }
    address = settings.WITNESS_WEBHOOK
    if reason := webhooks.post(address, message, seconds=SECONDS_TO_ANSWER):
        log.warning("witness entry not sent", number=entry.number, reason=reason)
