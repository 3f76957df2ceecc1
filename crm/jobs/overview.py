"""What /status says of jobs: who works, what waits, what is dead, what is next by the clock."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from crm.jobs.models import Job, LastPlan, Process, State
from crm.jobs.processes.presence import GONE_SECONDS
from crm.mongo.rows import collection
from crm.registry.runs.jobs import JOBS
from crm.registry.runs.schedules import SCHEDULES

SHOWN = 20
# What is due and has not begun after so long is overdue.
LATE = timedelta(minutes=10)
OPEN = [State.READY.value, State.RUNNING.value, State.DEAD.value]


def jobs_overview() -> dict[str, Any]:
    """Plain facts, by one command."""
    now, rows = timezone.now(), _rows()
    return {
        "processes": [_process(row) for row in rows["process"]],
        "queue": _queue(rows["count"]),
        "running": [_running(row) for row in rows["running"]],
        "dead": [_dead(row) for row in rows["dead"]],
        "schedules": sorted(
            (_schedule(name, rows["plan"], now) for name in SCHEDULES),
            key=lambda schedule: schedule["next"],
        ),
    }


def _rows() -> dict[str, list[dict[str, Any]]]:
    """All that is to be said, by what it is about."""
    parts = {
        "process": (Process, _lately()),
        "count": (Job, _counts()),
        "running": (Job, _newest(State.RUNNING, "started_at")),
        "dead": (Job, _newest(State.DEAD, "finished_at")),
    }
    unions = [
        {
            "$unionWith": {
                "coll": model._meta.db_table,
                "pipeline": [*steps, {"$set": {"about": name}}],
            }
        }
        for name, (model, steps) in parts.items()
    ]
    documents = collection(LastPlan).aggregate([*_plans(), {"$set": {"about": "plan"}}, *unions])
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in [*parts, "plan"]}
    for row in documents:
        rows[row["about"]].append(_aware(row))
    return rows


def _plans() -> list[dict[str, Any]]:
    job = {"from": Job._meta.db_table, "localField": "job_id", "foreignField": "_id", "as": "job"}
    fields = {"due_at": 1, "state": "$job.state", "ended": "$job.finished_at"}
    unwound = {"$unwind": {"path": "$job", "preserveNullAndEmptyArrays": True}}
    return [{"$lookup": job}, unwound, {"$project": fields}]


def _lately() -> list[dict[str, Any]]:
    recent = {"$gte": ["$seen_at", {"$subtract": ["$$NOW", GONE_SECONDS * 1000]}]}
    return [{"$match": {"$expr": recent}}, {"$sort": {"role": -1, "started_at": 1}}]


def _counts() -> list[dict[str, Any]]:
    is_due = {"$lte": ["$available_at", "$$NOW"]}
    oldest = {"$min": {"$cond": [is_due, "$available_at", None]}}
    group = {"_id": "$state", "jobs": {"$sum": 1}, "oldest": oldest}
    waited = {"$dateDiff": {"startDate": "$oldest", "endDate": "$$NOW", "unit": "second"}}
    return [{"$match": {"state": {"$in": OPEN}}}, {"$group": group}, {"$set": {"waited": waited}}]


def _newest(state: State, field: str) -> list[dict[str, Any]]:
    order = {field: -1, "sequence": -1}
    return [{"$match": {"state": state.value}}, {"$sort": order}, {"$limit": SHOWN}]


def _process(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("role", "host", "pid", "started_at", "seen_at")}


def _queue(counts: list[dict[str, Any]]) -> dict[str, Any]:
    by_state = {row["_id"]: row for row in counts}
    jobs = {state: by_state.get(state, {}).get("jobs", 0) for state in OPEN}
    ready = by_state.get(State.READY, {})
    return {
        "waiting": jobs[State.READY],
        "running": jobs[State.RUNNING],
        "dead": jobs[State.DEAD],
        "oldest": ready.get("oldest"),
        "oldest_seconds": ready.get("waited"),
    }


def _running(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **_named(row),
        "owner": row["owner"],
        "started_at": row["started_at"],
        "attempt": row["attempts"],
        "done": row["done"],
        "total": row["total"],
        "per_second": _rate(row),
        "cancelled": row["cancel_requested"],
    }


def _rate(row: dict[str, Any]) -> float | None:
    """How many a second since this attempt began, to a tenth."""
    if row["progressed_at"] is None or row["progressed_at"] <= row["started_at"]:
        return None
    seconds = (row["progressed_at"] - row["started_at"]).total_seconds()
    return round((row["done"] - row["done_before"]) / seconds, 1)


def _dead(row: dict[str, Any]) -> dict[str, Any]:
    facts = {name: row[name] for name in ("finished_at", "attempts", "error")}
    return _named(row) | facts


def _named(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(row["_id"]), "name": row["name"], "label": _label(row["name"])}


def _label(name: str) -> str:
    return str(JOBS[name].label) if name in JOBS else name


def _schedule(name: str, plans: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """The last and the next time; overdue where nobody plans, or nobody begins what is planned."""
    plan: dict[str, Any] = next((row for row in plans if row["_id"] == name), {})
    due = SCHEDULES[name].latest(now)
    is_planned = bool(plan) and plan["due_at"] >= due
    begun = is_planned and plan.get("state") != State.READY
    return {
        "name": name,
        "label": _label(name),
        "last": plan.get("due_at"),
        "state": plan.get("state"),
        "state_label": str(State(plan["state"]).label) if plan.get("state") else "",
        "ended": plan.get("ended"),
        "next": SCHEDULES[name].after(now),
        "overdue": not plan or (not begun and now - due > LATE),
    }


def _aware(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its instants as such: the database stores them without a zone."""
    return {
        name: value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
        for name, value in row.items()
    }
