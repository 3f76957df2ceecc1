"""What an admin or whoever runs the system wants to know: versions, database, recounts (SE-4)."""

import platform

import django
import django_mongodb_backend
import pymongo
from django.conf import settings
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from crm.doctor.examination import examine, is_well
from crm.mongo.rows import mongo_connection
from crm.mongo.server.facts import collection_sizes, members
from crm.mongo.server.readiness import migration_state, why_not_ready
from crm.mongo.server.releases import disclosing_release, server_version
from crm.registry.doctor import State
from crm.registry.status import sections
from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web.limits import limited
from crm.web.partials import render_page
from dashboard.status import checks
from dashboard.status.integrity import Integrity

# Thirty looks, one of them at the server of mails.
DOCTOR_RATE = "10/m"


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


@require_safe
@admins("status")
@limited(DOCTOR_RATE, reads=True)
def doctor(request: Request) -> HttpResponse:
    """What `manage.py doctor` says, in the reader's language."""
    results = examine()
    if _wants_json(request):
        return JsonResponse({"well": is_well(results), "checks": [each.facts for each in results]})
    order = [State.FAILED, State.UNKNOWN, State.WARNING, State.GOOD]
    results.sort(key=lambda result: order.index(result.diagnosis.state))
    return render_page(request, "dashboard/doctor.html", {"results": results})


def _system() -> dict:
    not_ready = why_not_ready()
    return {
        "release": settings.RELEASE,
        "versions": _versions(),
        "collections": collection_sizes(),
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
        "servers": [member._asdict() for member in members()],
    }


def _migrations() -> dict:
    """How many migrations are applied, and which of this release are not."""
    state = migration_state()
    return {"applied": len(state.applied), "missing": state.missing}
