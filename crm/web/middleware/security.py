"""Response headers that Django and the CSP package do not set."""

from django.http import HttpRequest, HttpResponse

from crm.web.middleware import GetResponse

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


class SecurityHeadersMiddleware:
    """No device access for scripts, no use by other sites, no copy of a personal page in any cache.

    A response that names its own Cache-Control (static files, health checks) keeps it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A browser asks it of documents alone; of the six files of a first visit it is 1.1 KB.
        if "immutable" not in response.get("Cache-Control", ""):
            response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cache-Control", "no-store, private")
        return response
