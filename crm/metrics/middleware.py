"""/metrics: gauges for whoever has the token of METRICS_TOKEN; not there without that setting."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.crypto import constant_time_compare

from crm.metrics.scrape import scrape
from crm.web.middleware import GetResponse

PATH = "/metrics"
SCHEME = "Bearer "


class MetricsMiddleware:
    """Answers the path itself, as the probes are answered: no session, no cookie, no language.

    Unlike these it is behind the redirect to https, for it is asked with a secret.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != PATH or not settings.METRICS_TOKEN:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not _has_token(request):
            return HttpResponse(status=401, headers={"WWW-Authenticate": SCHEME.strip()})
        content_type, text = scrape(request.headers.get("Accept", ""))
        return HttpResponse(text, content_type=content_type)


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    return constant_time_compare(given, f"{SCHEME}{settings.METRICS_TOKEN}")
