"""What monitors are told of backups; nothing where there is no folder of them."""

from collections.abc import Iterator

from django.utils import timezone

from crm.backups.system_status import backups_state
from crm.registry.gauges import Gauge


def backup_gauges() -> Iterator[Gauge]:
    """Two commands and one manifest."""
    state = backups_state()
    if newest := state["newest"]:
        age = newest["age_seconds"]
        yield Gauge("backup_age_seconds", "Age of the newest whole backup.", age)
    if drill := state["good_drill"]:
        age = (timezone.now() - drill["at"]).total_seconds()
        yield Gauge("backup_drill_age_seconds", "Since the last good restore for practice.", age)
        yield Gauge("backup_restore_seconds", "How long it took.", state["rto_seconds"])
