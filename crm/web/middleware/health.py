"""Answers for load balancers and orchestrators, before anything that needs a host or a user."""

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse

from crm.mongo.server.readiness import why_not_ready
from crm.registry.readiness import first_reason
from crm.web.middleware import GetResponse

log = structlog.get_logger(__name__)


def livez(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when requests can be served, else 503 with one word for why.

    Names of migrations and indexes are for the log, and for admins on /status.
    """
    if reason := why_not_ready() or first_reason():
        log.warning("not ready", reason=str(reason))
        return JsonResponse({"status": "unavailable", "reason": reason.code}, status=503)
    return JsonResponse({"status": "ok"})


PATHS = {"/livez": livez, "/readyz": readyz}


class HealthMiddleware:
    """Answers the two paths itself: a probe calls by address, without TLS and without a session."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = PATHS.get(request.path)
        return view(request) if view else self.get_response(request)
