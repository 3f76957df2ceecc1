"""Friendly answers to errors. What went wrong in detail is in the log, under the request's id."""

import sys

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.views.decorators.csrf import requires_csrf_token
from django_htmx.http import trigger_client_event
from django_ratelimit.exceptions import Ratelimited

from crm.mongo.server.outage import is_outage
from crm.web.next_url import page_in_the_browser
from crm.web.requests import WebRequest

RETRY_AFTER_SECONDS = 60


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form is malformed."""
    return render(request, "400.html", status=400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, or 429 when a rate limit refused the request."""
    if isinstance(exception, Ratelimited):
        return too_many_requests(request)
    return render(request, "403.html", status=403)


def too_many_requests(request: HttpRequest, retry_after: int = RETRY_AFTER_SECONDS) -> HttpResponse:
    """429 with the seconds to wait."""
    response = render(request, "429.html", {"minutes": -(-retry_after // 60)}, status=429)
    response["Retry-After"] = str(retry_after)
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or not one for this person."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with the request's id, which finds the trace in the log; 503 in an outage (SE-3).

    Rendered without the request: whatever broke, a context processor may break on it again.
    """
    if is_outage(sys.exc_info()[1]):
        return unavailable()
    context = {"request_id": getattr(request, "id", "")}
    return HttpResponseServerError(render_to_string("500.html", context))


def unavailable() -> HttpResponse:
    """503: the database does not answer. Trying again is the cure."""
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return HttpResponse(render_to_string("503.html"), status=503, headers=headers)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open for too long, or was not ours."""
    context = {"back": page_in_the_browser(request)}
    reply = render(request, "csrf.html", context, status=403)
    # For the page's script, which can fetch a new token and send the form again.
    reply["X-Csrf-Failed"] = "true"
    return reply


def conflict(request: HttpRequest, message: str | Promise) -> HttpResponse:
    """409: what the person decided about has changed meanwhile. Nothing was written."""
    return render(request, "409.html", {"message": message}, status=409)


def outdated_row(request: WebRequest, message: str | Promise, row: str = "") -> HttpResponse:
    """409 for a row of an open list: the message is a toast, `row` stands in its place (or none).

    Without htmx the page of `conflict`.
    """
    if not request.htmx:
        return conflict(request, message)
    messages.error(request, str(message))
    response = HttpResponse(row, status=409)
    # The counts in the menu are as old as the row.
    return trigger_client_event(response, "pending-changed")


def unprocessable(request: HttpRequest, message: str | Promise) -> HttpResponse:
    """422: impossible input in a form that has no page of its own. Nothing was written."""
    return render(request, "422.html", {"message": message}, status=422)
