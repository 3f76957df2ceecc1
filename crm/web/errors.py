"""Friendly answers to errors. What went wrong in detail is in the log, under the request's id."""

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token
from django_ratelimit.exceptions import Ratelimited

RETRY_AFTER_SECONDS = 60


def bad_request(request, exception=None):
    """400: the address or the form is malformed."""
    return render(request, "400.html", status=400)


@requires_csrf_token
def permission_denied(request, exception=None):
    """403, or 429 when a rate limit refused the request."""
    if isinstance(exception, Ratelimited):
        return too_many_requests(request)
    return render(request, "403.html", status=403)


def too_many_requests(request, retry_after: int = RETRY_AFTER_SECONDS):
    """429 with the seconds to wait."""
    response = render(request, "429.html", {"minutes": -(-retry_after // 60)}, status=429)
    response["Retry-After"] = str(retry_after)
    return response


def not_found(request, exception=None):
    """404: no such page, or not one for this person."""
    return render(request, "404.html", status=404)


def server_error(request):
    """500 with the request's id, which finds the trace in the log (SE-3)."""
    return render(request, "500.html", {"request_id": getattr(request, "id", "")}, status=500)


def csrf_failure(request, reason=""):
    """403: the form was open for too long, or was not ours."""
    return render(request, "csrf.html", {"login_url": settings.LOGIN_URL}, status=403)


def conflict(request, message: str):
    """409: what the person decided about has changed meanwhile. Nothing was written."""
    return render(request, "409.html", {"message": message}, status=409)


def unprocessable(request, message: str):
    """422: a form without a page of its own said something impossible. Nothing was written."""
    return render(request, "422.html", {"message": message}, status=422)
