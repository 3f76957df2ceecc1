"""What /status says of the ledger: recounts that are due, and the trash (OM-11)."""

from crm.staff.models import User
from omset import locks
from omset.ledger import trash


def recounts_due() -> list[dict]:
    """Whose numbers wait for a recount, and since when, the longest wait first."""
    due = locks.recounts_due()
    names = dict(User.objects.filter(pk__in=list(due)).values_list("pk", "name")) if due else {}
    return [{"staff": names.get(pk, str(pk)), "since": since} for pk, since in due.items()]


def trash_state() -> dict:
    """How much is in the trash and past retention, and when that was last ended (OM-11)."""
    state = trash.state()
    run = state.last_run
    last = {"at": run.started_at, "by": run.by_name, "purged": run.purged} if run else None
    return {
        "retention_days": trash.RETENTION.days,
        "total": state.total,
        "expired": state.expired,
        "last_run": last,
    }
