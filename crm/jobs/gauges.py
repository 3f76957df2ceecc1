"""What monitors are told of jobs: the overview in numbers, and whether deliveries are paused."""

from collections.abc import Iterator

from crm.jobs.overview import jobs_overview
from crm.jobs.pause import current_pause
from crm.registry.gauges import Gauge


def job_gauges() -> Iterator[Gauge]:
    """Two commands."""
    overview = jobs_overview()
    queue, schedules = overview["queue"], overview["schedules"]
    for state in ("waiting", "running", "dead"):
        yield Gauge("jobs", "Jobs by state.", queue[state], {"state": state})
    oldest = queue["oldest_seconds"] or 0
    yield Gauge("jobs_oldest_seconds", "How long the oldest due job waits.", oldest)
    overdue = sum(schedule["overdue"] for schedule in schedules)
    yield Gauge("schedules_overdue", "Schedules that nobody keeps.", overdue)
    roles = [process["role"] for process in overview["processes"]]
    for role in ("worker", "scheduler"):
        yield Gauge("processes", "Processes that are there.", roles.count(role), {"role": role})
    paused = current_pause() is not None
    yield Gauge("deliveries_paused", "1 while nothing leaves, as after a restore.", paused)
