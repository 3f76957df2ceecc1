"""What /status says of history: the last root, and whether it was told outside (issue 15, 7)."""

from crm.audit.chain.beginning import beginning
from crm.audit.models import HistoryRoot


def history_state() -> dict:
    """Since when history is chained, and the last root over it."""
    begun, made = beginning(), HistoryRoot.objects.order_by("-number").first()
    last = made and {
        "number": made.pk,
        "root": made.root,
        "at": made.at,
        "chains": made.chains,
        "not_sent": made.not_sent,
    }
    return {"since": begun and begun.since, "last_root": last}
