"""An id for each request: on every log line, in the reply, and on the error page (SE-3)."""

import re
from collections.abc import Iterable, Iterator
from time import perf_counter
from uuid import uuid4

import structlog
from django.conf import settings
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from crm.web.middleware import GetResponse
from crm.web.requests import WebRequest

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
QUIET_PATHS = ("/livez", "/readyz", "/static/")

log = structlog.get_logger(__name__)


class RequestIdMiddleware:
    """Sets `request.id`, answers with it, and writes one access line a request.

    A well-formed incoming id is kept behind a trusted proxy. The query string is not logged: it
    may hold customers' ids.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: WebRequest) -> HttpResponse:
        request.id = _incoming(request) or uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request.id):
            started = perf_counter()
            response = self.get_response(request)
            _log_access(request, response, perf_counter() - started)
        response.headers[HEADER] = request.id
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            response.streaming_content = _with_id(response.streaming_content, request.id)
        return response


def _incoming(request: WebRequest) -> str | None:
    if not settings.TRUSTED_PROXIES:
        return None
    given = request.headers.get(HEADER, "")
    return given if WELL_FORMED.fullmatch(given) else None


def _log_access(request: WebRequest, response: HttpResponse, seconds: float) -> None:
    write = log.debug if request.path.startswith(QUIET_PATHS) else log.info
    # Only a user somebody has looked up already: logging must not cost a query.
    user = getattr(request, "_cached_user", None)
    write(
        "request",
        method=request.method,
        path=request.path,
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        user=str(user.pk) if user and user.pk else None,
    )


def _with_id(chunks: Iterable[bytes], request_id: str) -> Iterator[bytes]:
    """Streamed parts are made after the middleware has returned; their log lines need the id."""
    with structlog.contextvars.bound_contextvars(request_id=request_id):
        yield from chunks
