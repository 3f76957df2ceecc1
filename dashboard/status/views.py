"""What an admin or whoever runs the system wants to know: versions, database, recounts (SE-4)."""

import platform
from typing import Any

import django
import django_mongodb_backend
import pymongo
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from crm.mongo.rows import mongo_connection
from crm.mongo.server.readiness import why_not_ready
from crm.mongo.server.releases import disclosing_release, server_version
from crm.registry.status import sections
from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web.partials import render_page
from dashboard.status import checks
from dashboard.status.integrity import Integrity

SIZES: list[dict[str, Any]] = [
    {"$collStats": {"storageStats": {}}},
    {
        "$group": {
            "_id": "$ns",
            "documents": {"$sum": "$storageStats.count"},
            "bytes": {"$sum": "$storageStats.size"},
            "stored_bytes": {"$sum": "$storageStats.storageSize"},
            "index_bytes": {"$sum": "$storageStats.totalIndexSize"},
        }
    },
]


@require_safe
@admins("status")
def status(request: Request) -> HttpResponse:
    """Whether the numbers hold, as a page; with the whole system as JSON (?format=json, Accept)."""
    state = {"database": _database(), "migrations": _migrations()}
    facts = {section.name: section.read() for section in sections()}
    comparisons = checks.numbers_of(request.user)
    if _wants_json(request):
        numbers = _numbers(comparisons["integrity"])
        return JsonResponse(state | facts | _system() | {"numbers": numbers})
    panels = [{"template": each.template, "facts": facts[each.name]} for each in sections()]
    context = state | comparisons | {"sections": panels, "disclosing_release": disclosing_release()}
    return render_page(request, "dashboard/status.html", context)


@require_safe
@admins("status")
def system(request: Request) -> HttpResponse:
    """Versions, servers, migrations and the size of each collection."""
    state = _system() | {"database": _database(), "migrations": _migrations()}
    return render_page(request, "dashboard/system.html", state)


def _system() -> dict:
    not_ready = why_not_ready()
    return {
        "release": settings.RELEASE,
        "versions": _versions(),
        "collections": _collections(),
        "not_ready": str(not_ready) if not_ready else None,
    }


def _numbers(integrity: Integrity) -> dict:
    """The last comparison of the numbers with the ledger, for a script."""
    run = integrity.run
    if run is None:
        return {"state": integrity.state}
    return {
        "state": integrity.state,
        "checked_at": run.started_at,
        "records": run.records,
        "differences": run.drift,
        "repaired": run.repaired,
    }


def _wants_json(request: Request) -> bool:
    if "format" in request.GET:
        return request.GET["format"] == "json"
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _versions() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        "django": django.get_version(),
        "django_mongodb_backend": django_mongodb_backend.__version__,
        "pymongo": pymongo.version,
        "mongodb": server_version(),
    }


def _database() -> dict:
    """The servers as the driver sees them; asks nothing of the database."""
    topology = connection.connection.topology_description
    return {
        "name": mongo_connection().database.name,
        "replica_set": topology.replica_set_name,
        "has_primary": topology.has_writable_server(),
        "servers": [
            {
                "address": ":".join(map(str, address)),
                "state": server.server_type_name,
                "milliseconds": _milliseconds(server.round_trip_time),
            }
            for address, server in sorted(topology.server_descriptions().items())
        ],
    }


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)


def _collections() -> list[dict]:
    """The size of each collection, the largest first; two commands however many there are."""
    names = connection.introspection.table_names()
    if not names:
        return []
    first, *others = sorted(names)
    unions: list[dict[str, Any]] = [
        {"$unionWith": {"coll": name, "pipeline": SIZES}} for name in others
    ]
    rows = mongo_connection().get_collection(first).aggregate(SIZES + unions)
    sizes = [{"name": row.pop("_id").partition(".")[2]} | row for row in rows]
    return sorted(sizes, key=lambda row: (-row["bytes"], row["name"]))


def _migrations() -> dict:
    """How many migrations are applied, and which of this release are not."""
    of_this_release = set(MigrationLoader(None).graph.nodes)
    rows = MigrationRecorder(connection).migration_qs.values_list("app", "name")
    applied = set(rows)
    missing = sorted(of_this_release - applied)
    return {
        "applied": len(of_this_release & applied),
        "missing": [f"{app}.{name}" for app, name in missing],
    }
