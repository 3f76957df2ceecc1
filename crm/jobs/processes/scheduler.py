"""Asks for the jobs that are due by the clock. Any number of processes may do so at once."""

from datetime import UTC, datetime

from crm.jobs.models import LastPlan
from crm.jobs.pause import current_pause
from crm.jobs.processes.ending import Ending
from crm.jobs.processes.presence import Presence
from crm.jobs.processes.rounds import survives_outages
from crm.jobs.queue import ask
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.registry.runs.schedules import SCHEDULES

LOOK_SECONDS = 5


class Scheduler:
    """Looks at the clock until it is told to end."""

    def __init__(self) -> None:
        self.presence = Presence("scheduler")

    def run(self, ending: Ending) -> None:
        """Plan what is due, until `ending`."""
        ending.on_signal()
        while not ending.begun:
            ending.sleep(self._look())
        self.presence.leave()

    def _look(self) -> float:
        """Plan what is due; after how many seconds to look again. An outage is waited out."""
        with survives_outages():
            self.presence.say()
            if current_pause() is not None:
                return LOOK_SECONDS
            now = server_time()
            plan_due(now)
            waits = [(times.after(now) - now).total_seconds() for times in SCHEDULES.values()]
            return min([LOOK_SECONDS, *waits])
        return LOOK_SECONDS


def server_time() -> datetime:
    """What time it is by the database's clock, which all hosts share."""
    moment = collection(LastPlan).database.command("hello")["localTime"]
    return moment.replace(tzinfo=UTC)


def plan_due(now: datetime) -> list[str]:
    """Ask for the last due time of each schedule, unless it was planned; returns their names.

    What was missed before that is left out: many lost nights are made up once.
    """
    planned = {row["_id"]: row["due_at"].replace(tzinfo=UTC) for row in collection(LastPlan).find()}
    due = {name: times.latest(now) for name, times in SCHEDULES.items()}
    behind = [name for name, at in due.items() if name not in planned or planned[name] < at]
    return [name for name in behind if _plan(name, due[name])]


@transactional
def _plan(name: str, due: datetime) -> bool:
    """Ask for one due time; False if somebody has, or if the schedule begins with the next."""
    before = collection(LastPlan).find_one_and_update(
        {"_id": name}, {"$max": {"due_at": due}}, upsert=True, session=current_session()
    )
    if before is None or before["due_at"].replace(tzinfo=UTC) >= due:
        return False
    at = due.astimezone(UTC).isoformat()
    job = ask(name, {"args": [], "kwargs": {"due": at}}, key=f"{name}@{at}", due_at=due)
    collection(LastPlan).update_one(
        {"_id": name}, {"$set": {"job_id": job["_id"]}}, session=current_session()
    )
    return True
