"""What makes the product an app on a phone: manifest, offline page, service worker.

The worker holds the offline page and what that page is made of, under the name of the build. It
answers with them only when the network does not, so it can never show a page of yesterday.
"""

import json
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.registry.menu import SHORTCUTS

BLUE, WHITE = "#17588f", "#ffffff"
ASK_EVERY_TIME = "no-cache"
OFFLINE_ASSETS = ("css/app.css", "favicon.svg")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest, in the language of who asks."""
    document = {
        "id": "/",
        "name": "Omset CRM",
        "short_name": "Omset",
        "description": _("Log deposits, approve them, and see the numbers."),
        "lang": request.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": BLUE,
        "background_color": WHITE,
        "icons": _icons(),
        "shortcuts": [{"name": str(each.label), "url": reverse(each.view)} for each in SHORTCUTS],
    }
    reply = JsonResponse(document, content_type="application/manifest+json")
    reply["Cache-Control"] = ASK_EVERY_TIME
    return reply


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page for when the network fails, in both languages and without anybody's data."""
    reply = HttpResponse(_offline_page())
    reply["Cache-Control"] = ASK_EVERY_TIME
    return reply


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker's script. It changes with the build, and the browser then replaces the old one."""
    text = render_to_string("sw.js", {"files": json.dumps(_held()), "version": _version()})
    reply = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    reply["Cache-Control"] = ASK_EVERY_TIME
    return reply


def _held() -> list[str]:
    return [reverse("offline"), *(static(name) for name in OFFLINE_ASSETS)]


def _version() -> str:
    """Follows from the page and the hashed names in it."""
    content = _offline_page() + json.dumps(_held())
    return sha256(content.encode()).hexdigest()[:12]


def _offline_page() -> str:
    return render_to_string("offline.html")


def _icons() -> list[dict]:
    sizes = [("any", 192), ("any", 512), ("maskable", 512)]
    return [
        {
            "src": static(f"icons/{purpose}-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for purpose, size in sizes
    ]
