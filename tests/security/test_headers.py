"""The headers that hold for every answer, whoever asks and whatever the answer is."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, override_settings
from django.urls import include, path
from django_ratelimit.exceptions import Ratelimited
from pymongo.errors import ServerSelectionTimeoutError

from crm.staff.access import public
from crm.urls import handler400, handler403, handler404, handler500  # noqa: F401
from crm.web import errors
from tests.make import make_master
from tests.urls import every_url

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
DEVICES = {"camera=()", "geolocation=()", "microphone=()", "payment=()", "usb=()"}
EVERYWHERE = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store, private",
}
# What is the same for everybody may be kept.
WORKERS = ("service_worker", "me:service_worker")
SHARED = dict.fromkeys(("manifest", "offline", *WORKERS), "no-cache")
# No other page learns where somebody chooses a password.
SECRET = ("staff:choose_password", "me:choose_password", "me:confirm")
STRICTER = {name: {"Referrer-Policy": "no-referrer"} for name in SECRET}
FAULTS = {
    "forbidden": PermissionDenied,
    "limited": Ratelimited,
    "broken": RuntimeError,
    "away": ServerSelectionTimeoutError,
}


def failing(fault):
    def view(request):
        raise fault

    return public(view)


@public
def stale(request):
    return errors.conflict(request, "Somebody else was faster.")


urlpatterns = [
    *(path(f"{name}/", failing(fault)) for name, fault in FAULTS.items()),
    path("stale/", stale),
    path("", include("crm.urls")),
]


@pytest.fixture
def in_production(settings):
    """Transport security as it is switched on there."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


def unprotected(answer, kept=None):
    """The headers of the answer that are missing or say something else."""
    expected = EVERYWHERE | ({"Cache-Control": kept} if kept else {})
    wrong = {
        name: answer.get(name) for name, value in expected.items() if answer.get(name) != value
    }
    if set(answer.get("Content-Security-Policy", "").split("; ")) != POLICY:
        wrong["Content-Security-Policy"] = answer.get("Content-Security-Policy")
    if not set(answer.get("Permissions-Policy", "").split(", ")) >= DEVICES:
        wrong["Permissions-Policy"] = answer.get("Permissions-Policy")
    return wrong


def asked_by(user):
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


@pytest.mark.parametrize("asking", ["nobody", "staff", "admin"])
def test_every_url_is_protected(asking, in_production, owner, db):
    user = {"nobody": None, "staff": owner, "admin": make_master()}[asking]
    client, arguments = asked_by(user), {"pk": owner.pk}
    wrong = {}
    for url in every_url():
        own = {name: arguments[name] for name in url.arguments if name in arguments}
        answer = client.get(url.path(**own), secure=True)
        wrong[url.name] = unprotected(answer, kept=SHARED.get(url.name))
        answer.close()
    assert {name: headers for name, headers in wrong.items() if headers} == STRICTER


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/omset/?page=x", 400),
        ("/forbidden/", 403),
        ("/nothing-here/", 404),
        ("/stale/", 409),
        ("/limited/", 429),
        ("/broken/", 500),
        ("/away/", 503),
    ],
)
@override_settings(ROOT_URLCONF=__name__)
def test_every_error_is_protected(address, status, in_production, owner):
    answer = asked_by(owner).get(address, secure=True)
    assert answer.status_code == status
    assert unprotected(answer) == {}


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_the_answers_to_probes_are_protected(path, in_production, client, db):
    answer = client.get(path, secure=True)
    assert answer.status_code == 200
    assert unprotected(answer) == {}


def test_an_answer_to_an_unknown_host_is_protected(in_production, client, db):
    answer = client.get("/login/", headers={"host": "evil.example"}, secure=True)
    assert answer.status_code == 400
    assert unprotected(answer) == {}


def test_without_tls_a_browser_is_led_to_it(in_production, client, db):
    answer = client.get("/login/")
    assert answer.status_code == 301
    assert answer["Location"] == "https://testserver/login/"
